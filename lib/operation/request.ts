import { v7 as uuidv7 } from "uuid";
import { AppError, invalid } from "../core/errors.ts";
import { maskIp } from "../core/mask.ts";
import { randomBytes16 } from "../core/random.ts";
import type { AnyOperation, RequestScope } from "./operation.ts";

/** 1 MiB (decisions §4). */
const BODY_MAX_BYTES = 1_048_576;
const WELL_FORMED_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The request's id (taken over when well-formed), its network and its client. */
export function scopeOf(headers: Headers): RequestScope {
  const given = headers.get("x-request-id");
  const address = clientAddress(headers);
  return {
    requestId: given !== null && WELL_FORMED_ID.test(given) ? given : uuidv7({ random: randomBytes16() }),
    ipAddress: maskIp(address),
    clientAddress: address ?? "unknown",
    userAgent: headers.get("user-agent")?.slice(0, 200) ?? null,
  };
}

/**
 * The client's address: the last hop of X-Forwarded-For, which is the socket's own address, or with TRUST_PROXY the one that the
 * proxy in front of us saw (lib/operation/incoming.ts). What stands before it is the client's claim.
 */
export const clientAddress = (headers: Headers): string | null =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || null;

/** The query as an object; a parameter given twice is refused by name. */
export function readQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  const twice: Record<string, string> = Object.create(null);
  for (const [key, value] of url.searchParams) {
    if (Object.hasOwn(query, key)) {
      twice[key] = "Given more than once";
    }
    Object.defineProperty(query, key, { value, enumerable: true, configurable: true, writable: true });
  }
  if (Object.keys(twice).length > 0) {
    throw new AppError("VALIDATION", undefined, { fields: twice });
  }
  return query;
}

/** The parsed JSON body; undefined when there is none. Throws 413, 415 or a VALIDATION on `body`. */
export async function readBody(request: Request, op: AnyOperation): Promise<unknown> {
  const bytes = request.method === "GET" ? EMPTY : await readBytes(request);
  if (bytes.length === 0) {
    // So that an operation whose body is all optional needs none.
    return op.input.body ? {} : undefined;
  }
  if (!isAccepted(request.headers.get("content-type") ?? "", op.http.accepts)) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE");
  }
  const text = decoded(bytes);
  const value = parseJson(text);
  if (isDeeper(value, NESTING_MAX)) {
    throw invalid("body", `Nested deeper than ${NESTING_MAX} levels`);
  }
  return HALF_A_PAIR.test(text) ? wellFormed(value) : value;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid("body", "Malformed JSON");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("body", "Malformed JSON");
  }
}

/** Deeper than any input that we take, shallow enough for whatever walks a value by recursion. */
const NESTING_MAX = 64;

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

/** JSON can escape half a surrogate pair; no JSON column can store one, so that its replacement stands for it everywhere. */
const HALF_A_PAIR = /\\u[dD][89a-fA-F]/;

function wellFormed(value: unknown): unknown {
  if (typeof value === "string") {
    return value.toWellFormed();
  }
  if (Array.isArray(value)) {
    return value.map(wellFormed);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]))
    : value;
}

const EMPTY = new Uint8Array();

function isAccepted(contentType: string, only: string | undefined): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (only !== undefined) {
    return type === only;
  }
  return type === "application/json" || /^application\/[\w.-]+\+json$/.test(type);
}

/** The body as it came; empty without one. Throws PAYLOAD_TOO_LARGE. */
export async function readBytes({ body, headers }: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(headers.get("content-length") ?? 0) > BODY_MAX_BYTES) {
    throw new AppError("PAYLOAD_TOO_LARGE");
  }
  return body === null ? EMPTY : readLimited(body);
}

async function readLimited(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) {
      throw new AppError("PAYLOAD_TOO_LARGE");
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Versions named by If-Match; null when absent or `*`. What we cannot have sent matches nothing. */
export function readIfMatch(headers: Headers): readonly number[] | null {
  const header = headers.get("if-match")?.trim();
  if (!header || header === "*") {
    return null;
  }
  return header.split(",").map((tag) => Number(/^"(\d{1,9})"$/.exec(tag.trim())?.[1] ?? -1));
}

/** The ETag of a version. */
export const etagOf = (version: number): string => `"${version}"`;
