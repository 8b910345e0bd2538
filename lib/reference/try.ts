import { AppError } from "../core/errors.ts";
import { env } from "../env.ts";
import type { Caller } from "../operation/operation.ts";
import { split } from "../operation/router.ts";
import { serve } from "../operation/serve.ts";
import { referenceOf, visibleOperation } from "./index.ts";

/** A call that somebody composed in the browser. */
export interface Trial {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** `Idempotency-Key` and `If-Match`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What it was answered. */
export interface TrialAnswer {
  readonly request: string;
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** True where only the beginning of the body is shown. */
  readonly isCut: boolean;
}

const SHOWN_BYTES = 100_000;

/**
 * Makes the call as whoever is signed in to the console, by the same way that a call over HTTP takes: allowance, policy, validation
 * and audit included. No token is made for it. Throws NOT_FOUND for an operation that is not shown to them, and VALIDATION for what
 * cannot be sent at all.
 */
export async function tryOperation(caller: Caller, id: string, trial: Trial): Promise<TrialAnswer> {
  const found = visibleOperation(caller.actor, id);
  const reference = found && (await referenceOf(caller.actor, id));
  if (!found || !reference || reference.untriable !== null) {
    throw new AppError("NOT_FOUND");
  }
  const { api, op } = found;
  const { method } = op.http;
  const url = new URL(`http://localhost:${env().PORT}${api.base}/${pathOf(op.http.path, trial.path)}`);
  for (const [name, value] of Object.entries(trial.query)) {
    url.searchParams.set(name, value);
  }
  const hasBody = method !== "GET" && trial.body !== "";
  const { clientAddress, userAgent } = caller.request;
  const request = new Request(url, {
    method,
    headers: {
      ...trial.headers,
      "x-forwarded-for": clientAddress,
      ...(userAgent !== null && { "user-agent": userAgent }),
      ...(hasBody && { "content-type": op.http.accepts ?? "application/json" }),
    },
    ...(hasBody && { body: trial.body }),
  });
  const startedAt = performance.now();
  const response = await serve(api, () => Promise.resolve(caller.actor))[method](request);
  const { text, isCut } = await beginningOf(response);
  return {
    request: `${method} ${url.pathname}${url.search}`,
    status: response.status,
    ms: Math.round(performance.now() - startedAt),
    headers: [...response.headers],
    body: text,
    isCut,
  };
}

const pathOf = (pattern: string, given: Readonly<Record<string, string>>): string =>
  split(pattern)
    .map((part) => (part.startsWith("{") ? encodeURIComponent(filled(part.slice(1, -1), given)) : part))
    .join("/");

function filled(name: string, given: Readonly<Record<string, string>>): string {
  const value = given[name]?.trim() ?? "";
  // A segment of dots alone would be another path.
  if (value === "" || /^\.{1,2}$/.test(value)) {
    throw new AppError("VALIDATION", undefined, { fields: { [`path.${name}`]: "Enter a value" } });
  }
  return value;
}

async function beginningOf({ body }: Response): Promise<{ text: string; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > SHOWN_BYTES) {
      break;
    }
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, SHOWN_BYTES));
  return { text, isCut: size > SHOWN_BYTES };
}
