import { apis } from "#lib/apis";
import { openApi } from "#lib/operation/openapi";
import { postmanCollection } from "#lib/operation/postman";

/** The files of docs/api: name → text. They depend on the operations alone, never on the machine. */
export async function publishedApi(): Promise<Record<string, string>> {
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "openapi.json": json(openApi(apis, "http://localhost:3000", () => true)),
    "rookery.postman_collection.json": json(postmanCollection(apis)),
  };
}
