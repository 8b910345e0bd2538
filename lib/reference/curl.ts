import type { Api } from "../operation/api.ts";
import type { AnyOperation } from "../operation/operation.ts";

interface ExampleInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The operation's example as a command for a shell; the token comes from its variable TOKEN, never from here. */
export function curlOf({ base }: Api, { http, policy, idempotent, example }: AnyOperation, origin: string): string {
  const { path = {}, query = {}, body } = example.input as ExampleInput;
  const pathname = http.path.replace(/\{(\w+)\}/g, (all, name: string) => path[name] ?? all);
  const search = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  );
  const url = `${origin}${base}${pathname}${search.size > 0 ? `?${search}` : ""}`;
  const isOpen = policy.access === "public" || policy.access === "signed-webhook";
  return [
    `curl --request ${http.method} ${quoted(url)}`,
    ...(isOpen ? [] : ['--header "Authorization: Bearer $TOKEN"']),
    ...(body === undefined ? [] : [`--header ${quoted(`Content-Type: ${http.accepts ?? "application/json"}`)}`]),
    ...(idempotent ? ['--header "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body === undefined ? [] : [`--data ${quoted(JSON.stringify(body))}`]),
  ].join(" \\\n  ");
}
