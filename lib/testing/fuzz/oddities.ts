import { request as open } from "node:http";
import type { Chance } from "./chance.ts";
import type { Arrived } from "./contract.ts";
import { nastyText } from "./values.ts";

/** A request that `fetch` would not send as it is. */
export interface Oddity {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const PATHS: readonly ((path: string, chance: Chance) => string)[] = [
  (path) => `${path}/`,
  (path) => path.replace("/api/", "//api/"),
  (path) => path.replaceAll("/", "//"),
  (path) => path.replace("/v1/", "/v1/../v1/"),
  (path) => path.replace("/v1/", "/v1/%2e%2e/v1/"),
  (path) => path.replace("/v1/", "/v1/./"),
  (path) => path.toUpperCase(),
  (path) => `${path};jsessionid=1`,
  (path) => `${path}%00`,
  (path) => `${path}/%`,
  (path) => `${path}/%c0%af`,
  (path) => `${path}\\..\\x`,
  (path) => `${path}.json`,
  (path) => `${path}?_rsc=1`,
  (path) => `${path}?${"a=1&".repeat(900)}`,
  (path) => `${path}#fragment`,
  (path, chance) => `${path}/${encodeURIComponent(nastyText(chance).slice(0, 300).toWellFormed())}`,
  (path) => `${path}/${"a".repeat(5_000)}`,
  (path) => path,
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "REPORT"];
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { rsc: "1" },
  { "next-action": "x" },
  { "next-action": "a".repeat(40), "content-type": "text/plain;charset=UTF-8" },
  { "next-router-state-tree": "%7b" },
  { "next-router-prefetch": "1", rsc: "1" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-nextjs-data": "1" },
  { "x-unrouted-method": "DELETE" },
  { "x-answer": "3" },
  { "x-matched-path": "/console" },
  { "x-invoke-path": "/console" },
  { "x-http-method": "DELETE" },
  { expect: "100-continue" },
  { "content-encoding": "gzip" },
  { "content-type": "multipart/form-data" },
  { "content-type": "multipart/form-data; boundary=x" },
  { "content-type": "application/x-www-form-urlencoded" },
  { "content-length": "0" },
  { "if-none-match": "*" },
  { range: "bytes=0-1" },
  { cookie: `next-auth.session-token=${"a".repeat(3_000)}` },
  { cookie: "flash=%" },
  { accept: "text/html" },
  {},
];

/** A request to somewhere near the path, as only a broken or hostile client would send it. */
export function oddityNear(path: string, chance: Chance): Oddity {
  const method = chance.pick(METHODS);
  const headers = chance.pick(HEADERS);
  const mayHaveBody = !["GET", "HEAD", "TRACE"].includes(method) && headers["content-length"] === undefined;
  return {
    method,
    path: chance
      .pick(PATHS)(path, chance)
      .replace(/[^\x21-\x7e]/g, ""),
    headers,
    body: mayHaveBody && chance.in(0.5) ? chance.pick(["{}", "", "{", "a=1", "\u0000", "[]"]) : null,
  };
}

/** Sends it as it is; status 0 where the connection broke. */
export const sendOddity = (origin: string, { method, path, headers, body }: Oddity, token: string): Promise<Arrived> =>
  new Promise((resolve) => {
    const broken = (thrown: unknown) => resolve({ status: 0, headers: new Headers(), text: String(thrown) });
    const { hostname, port } = new URL(origin);
    const authorization = `Bearer ${token}`;
    const sent = open({ hostname, port, method, path, headers: { authorization, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", broken);
      incoming.on("end", () => {
        const entries = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: new Headers(entries),
          text: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    sent.setTimeout(30_000, () => sent.destroy(new Error("no answer within 30 s")));
    sent.on("error", broken);
    sent.end(body ?? undefined);
  });

/**
 * What is wrong with the answer: a failure of the server, or under /api an answer that is neither in an envelope nor one that Next
 * or Node give by themselves: a redirect to the path without its slash, the head of a preflight, or a request that they cannot read.
 */
export function oddityComplaint({ method, path }: Oddity, { status, headers, text }: Arrived): string | null {
  if (status >= 500 || status === 0) {
    return "fails";
  }
  const isOfApi = path.startsWith("/api/v1/") && !path.includes("//") && !path.includes("\\");
  const isOwn = status < 400 || method === "HEAD" || ([400, 413, 414, 431].includes(status) && text === "");
  if (!isOfApi || isOwn) {
    return null;
  }
  const type = headers.get("content-type") ?? "";
  return type.startsWith("application/json") && /^\{"(statusCode|success)":/.test(text)
    ? null
    : `answers ${status} ${type} outside the envelope`;
}
