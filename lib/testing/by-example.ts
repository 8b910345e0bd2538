import type { Api } from "../operation/api.ts";
import type { AnyOperation } from "../operation/operation.ts";
import type { Answer, Client } from "./client.ts";
import type { ExampleInput } from "./write-fixtures.ts";

/** Calls the operation as it is published, with its example input, changed in parts. */
export function callByExample(
  client: Client,
  api: Pick<Api, "base">,
  op: AnyOperation,
  changed: ExampleInput = {},
): Promise<Answer> {
  const { path, query, body } = { ...(op.example.input as ExampleInput), ...changed };
  const filled = op.http.path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(path?.[name] ?? ""));
  const search = query ? `?${new URLSearchParams(query)}` : "";
  const url = `${api.base.slice("/api/v1".length)}${filled}${search}`;
  const headers = op.http.accepts && { "content-type": op.http.accepts };
  return client.call(op.http.method, url, body === undefined ? {} : { body, ...(headers && { headers }) });
}
