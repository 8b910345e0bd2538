import { apis } from "../apis.ts";
import { isShownTo } from "../docs-api.ts";
import { appUrl } from "../env.ts";
import { openApi } from "../operation/openapi.ts";
import type { Actor } from "../operation/operation.ts";
import { postmanCollection, postmanEnvironment } from "../postman/collection.ts";

/** A file of docs/api as far as it concerns what the actor may call, for this installation; null for any other name. */
export function publishedFile(actor: Actor, file: string): object | null {
  switch (file) {
    case "openapi.json":
      return openApi(apis, appUrl(), (op, api) => isShownTo(actor, op, api));
    case "rookery.postman_collection.json":
      return postmanCollection(apis, (op, api) => isShownTo(actor, op, api));
    case "rookery.postman_environment.json":
      return postmanEnvironment(appUrl());
    default:
      return null;
  }
}
