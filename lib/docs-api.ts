import { z } from "zod";
import { apis } from "./apis.ts";
import { appUrl } from "./env.ts";
import { type Api, servesRole } from "./operation/api.ts";
import { can } from "./operation/authorize.ts";
import { genericResponse } from "./operation/envelope.ts";
import { openApi } from "./operation/openapi.ts";
import { type Actor, type AnyOperation, erase, operation } from "./operation/operation.ts";

/** Whether the documentation shows it to them: what they may call. What providers call is of use to whoever sets the platform up. */
export const isShownTo = ({ permissions, ...actor }: Actor, { policy }: AnyOperation, api: Api): boolean =>
  servesRole(api, actor.role) &&
  (policy.access === "signed-webhook"
    ? permissions.has("*") || permissions.has("CONFIG_VIEW")
    : can({ permissions, ...actor }, policy));

export const getOpenApi = operation({
  name: "getOpenApi",
  summary: "OpenAPI 3.1 document of what the caller may use",
  http: { method: "GET", path: "/openapi.json" },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: null,
  input: {},
  output: z.record(z.string(), z.unknown()),
  errors: [],
  example: { input: {}, output: { openapi: "3.1.0" } },
  run: async ({ actor }) => ({
    data: openApi(apis, appUrl(), (op, api) => isShownTo(actor, op, api)),
  }),
});

/** `/api/v1/openapi.json`: the bare document, since OpenAPI tools read no envelope; failures in the generic one. */
export const docsApi: Api = {
  name: "docs",
  about: "This documentation",
  base: "/api/v1",
  envelope: { ...genericResponse, success: ({ data }) => data as object, successSchema: (output) => output },
  operations: [erase(getOpenApi)],
};
