import type { Api } from "./api.ts";
import type { AnyOperation } from "./operation.ts";
import { split } from "./router.ts";

interface ExampleInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A Postman collection (schema v2.1) of every operation with its example; `baseUrl` and `accessToken` are its variables. */
export const postmanCollection = (apis: readonly Api[]): object => ({
  info: { name: "Rookery", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  auth: { type: "bearer", bearer: [{ key: "token", value: "{{accessToken}}", type: "string" }] },
  variable: [
    { key: "baseUrl", value: "http://localhost:3000" },
    { key: "accessToken", value: "" },
  ],
  item: apis.map((api) => ({ name: api.name, item: api.operations.map((op) => toItem(api, op)) })),
});

function toItem(api: Api, op: AnyOperation): object {
  const { path = {}, query = {}, body } = op.example.input as ExampleInput;
  const pathname = `${api.base}${op.http.path}`.replace(/\{(\w+)\}/g, ":$1");
  const parameters = Object.entries(query).map(([key, value]) => ({ key, value: String(value) }));
  const search = parameters.map(({ key, value }) => `${key}=${encodeURIComponent(value)}`).join("&");
  return {
    name: op.summary,
    request: {
      method: op.http.method,
      ...((op.policy.access === "public" || op.policy.access === "signed-webhook") && { auth: { type: "noauth" } }),
      header: [
        ...(body === undefined ? [] : [{ key: "Content-Type", value: op.http.accepts ?? "application/json" }]),
        ...(op.idempotent ? [{ key: "Idempotency-Key", value: "{{$guid}}" }] : []),
      ],
      url: {
        raw: `{{baseUrl}}${pathname}${search ? `?${search}` : ""}`,
        host: ["{{baseUrl}}"],
        path: split(pathname),
        query: parameters,
        variable: Object.entries(path).map(([key, value]) => ({ key, value })),
      },
      ...(body !== undefined && {
        body: { mode: "raw", raw: JSON.stringify(body, null, 2), options: { raw: { language: "json" } } },
      }),
    },
    response: [],
  };
}
