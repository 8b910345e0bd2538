import type { Chance } from "./chance.ts";
import type { Endpoint, Parameter } from "./contract.ts";
import { type Ids, known, type Schema, sample } from "./sample.ts";
import { brokenBody, type Json, mutate, nastyText, nastyValue } from "./values.ts";

/** Who sends it: somebody who may, somebody who perhaps may not, nobody, or somebody with credentials that are none. */
export type Sender = "entitled" | "other" | "nobody" | "forged";

/** A request to send, and all that is needed to send it again. */
export interface Attempt {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly sender: Sender;
}

/** Past this the HTTP server refuses the request by itself, before anything of ours sees it. */
const LONGEST_URL = 6_000;

/** A request to the endpoint: its own example, or something further and further away from it. */
export function attemptAt(endpoint: Endpoint, ids: Ids, chance: Chance): Attempt {
  const method = chance.in(0.01) ? chance.pick(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]) : endpoint.method;
  const body = bodyOf(endpoint, ids, chance);
  const isSent = body !== undefined && method !== "GET" && method !== "HEAD";
  return {
    method,
    url: `${pathOf(endpoint, ids, chance)}${queryOf(endpoint, ids, chance)}`.slice(0, LONGEST_URL),
    headers: headersOf(endpoint, isSent, chance),
    ...(isSent && { body }),
    sender: senderOf(chance),
  };
}

function senderOf(chance: Chance): Sender {
  const share = chance.next();
  if (share < 0.8) {
    return "entitled";
  }
  return share < 0.94 ? "other" : share < 0.97 ? "nobody" : "forged";
}

const BROKEN_SEGMENTS = ["%", "%zz", "%c0%af", "%00", "..", "%2e%2e", "%2f", "%ed%a0%80"];

function pathOf({ path }: Endpoint, ids: Ids, chance: Chance): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const share = chance.next();
    const id = known(ids, name, chance);
    if (share < 0.75 && id !== undefined) {
      return encodeURIComponent(id);
    }
    if (share < 0.9) {
      return chance.pick(["01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", "1", "0", "tenants"]);
    }
    return share < 0.96 ? encodeURIComponent(sendable(nastyText(chance), 2_000)) : chance.pick(BROKEN_SEGMENTS);
  });
}

function queryOf({ parameters }: Endpoint, ids: Ids, chance: Chance): string {
  const given: string[] = [];
  for (const parameter of parameters.filter((each) => each.in === "query")) {
    if (chance.in(parameter.required ? 0.9 : 0.25)) {
      given.push(`${encodeURIComponent(parameter.name)}=${queryValue(parameter, ids, chance)}`);
    }
  }
  if (chance.in(0.06)) {
    given.push(`${encodeURIComponent(sendable(nastyText(chance), 500))}=1`);
  }
  if (given.length > 0 && chance.in(0.05)) {
    given.push(chance.pick(given));
  }
  return given.length > 0 ? `?${given.join("&")}` : "";
}

function queryValue({ name, schema, example }: Parameter, ids: Ids, chance: Chance): string {
  const share = chance.next();
  if (share < 0.03) {
    return chance.pick(["%", "%zz", "%ff", "+", "&=", "#"]);
  }
  if (share < 0.3) {
    const text = chance.in(0.5) ? nastyText(chance) : JSON.stringify(nastyValue(chance));
    return encodeURIComponent(sendable(text, 2_000));
  }
  const id = share < 0.6 ? known(ids, name, chance) : undefined;
  const value = id ?? (example !== undefined && chance.in(0.5) ? example : sample(schema, ids, chance));
  return encodeURIComponent(sendable(typeof value === "string" ? value : JSON.stringify(value), 2_000));
}

/** What a URL can carry of the text. */
const sendable = (text: string, length: number): string => text.slice(0, length).toWellFormed();

function bodyOf({ requestBody }: Endpoint, ids: Ids, chance: Chance): string | Uint8Array<ArrayBuffer> | undefined {
  const [content] = Object.values(requestBody?.content ?? {});
  if (!content) {
    return chance.in(0.08) ? JSON.stringify(nastyValue(chance)) : undefined;
  }
  const share = chance.next();
  if (share < 0.05) {
    return undefined;
  }
  if (share < 0.053) {
    return `{"a":"${"x".repeat(chance.pick([1_048_560, 1_048_577, 1_500_000]))}"}`;
  }
  const example = refreshed(content.example as Json, ids, chance);
  if (share < 0.15) {
    return brokenBody(JSON.stringify(example), chance);
  }
  const value = share < 0.35 ? sample(content.schema as Schema, ids, chance) : mutated(example, share, chance);
  return JSON.stringify(value);
}

function mutated(example: Json, share: number, chance: Chance): Json {
  let value = example;
  for (let left = share < 0.6 ? 0 : 1 + chance.below(3); left > 0; left -= 1) {
    value = mutate(value, chance);
  }
  return value;
}

/** The example with ids that exist, and names that nothing has yet. */
function refreshed(value: Json, ids: Ids, chance: Chance, key = ""): Json {
  if (Array.isArray(value)) {
    return value.map((member) => refreshed(member, ids, chance, key));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, refreshed(member, ids, chance, name)]),
    );
  }
  return typeof value === "string" ? freshText(value, ids, chance, key) : value;
}

function freshText(value: string, ids: Ids, chance: Chance, key: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(value)) {
    return known(ids, key === "ids" ? "tenantId" : key.replace(/s$/, ""), chance) ?? value;
  }
  const suffix = chance.below(1e9).toString(36);
  const fresh: Readonly<Record<string, string>> = {
    code: `F${suffix.toUpperCase()}`,
    name: `${value.slice(0, 30)} ${suffix}`,
    email: `f-${suffix}@example.com`,
  };
  return chance.in(0.7) ? (fresh[key] ?? value) : value;
}

const KEYS = ["fuzz-1", "fuzz-2", "a".repeat(255), "a".repeat(256), " ", "\u00e9", "\t", "null", '"quoted"', "a,b"];
const TAGS = ['"1"', '"2"', "*", '"0"', 'W/"1"', "1", '"999999999999"', '"1", "2"', ",", '"', "\u00ff", "-1"];
const TYPES = [
  "text/plain",
  "application/xml",
  "application/json; charset=utf-16",
  "multipart/form-data",
  "*/*",
  "",
  "a".repeat(500),
];
const REQUEST_IDS = ["fuzz-request", "a".repeat(64), "a".repeat(65), "<b>", "\u00e9", "..", "%00"];
const STRANGE: readonly (readonly [string, string])[] = [
  ["accept", "text/html"],
  ["accept", "*/*;q=0"],
  ["accept-language", "\u00ff"],
  ["accept-encoding", "br;q=2"],
  ["user-agent", "\u00ff".repeat(3_000)],
  ["origin", "null"],
  ["origin", "https://evil.example"],
  ["x-forwarded-for", "::1, <script>"],
  ["x-forwarded-for", ",,,"],
  ["x-forwarded-for", "999.999.999.999"],
  ["x-http-method-override", "DELETE"],
  ["range", "bytes=0-"],
  ["if-none-match", "*"],
  ["prefer", "return=minimal"],
  ["cookie", "a=b; __Host-session=\u00ff"],
];

function headersOf({ requestBody, parameters }: Endpoint, hasBody: boolean, chance: Chance): Record<string, string> {
  const [declared = "application/json"] = Object.keys(requestBody?.content ?? {});
  const takes = (name: string): boolean => parameters.some((each) => each.in === "header" && each.name === name);
  const share = (name: string): number => (takes(name) ? 0.2 : 0.02);
  return {
    // Everybody from an address of their own, so that what is counted by address is not used up at once.
    "x-forwarded-for": `10.${chance.below(256)}.${chance.below(256)}.${1 + chance.below(254)}`,
    ...(hasBody && { "content-type": chance.in(0.05) ? chance.pick(TYPES) : declared }),
    ...(chance.in(share("Idempotency-Key")) && {
      "idempotency-key": chance.in(0.4) ? `fuzz-${chance.below(1e9)}` : chance.pick(KEYS),
    }),
    ...(chance.in(share("If-Match")) && { "if-match": chance.pick(TAGS) }),
    ...(chance.in(0.05) && { "x-request-id": chance.pick(REQUEST_IDS) }),
    ...(chance.in(0.08) && Object.fromEntries([chance.pick(STRANGE)])),
  };
}
