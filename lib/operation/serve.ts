import { AppError } from "../core/errors.ts";
import { logAccess } from "../observability/access-log.ts";
import type { Note } from "../observability/span.ts";
import { within } from "../observability/surroundings.ts";
import { traced } from "../observability/tracing.ts";
import type { Api } from "./api.ts";
import { decide, familyCheck, forbidden } from "./decision.ts";
import { recordDenied, recordKnownSubject } from "./denied.ts";
import { deprecationHeaders } from "./deprecation.ts";
import { assertTransport, commonHeaders, corsHeaders } from "./headers.ts";
import { UNROUTED_METHOD } from "./incoming.ts";
import {
  type Actor,
  type AnyOperation,
  type Caller,
  type InputSchemas,
  type Operation,
  type Policy,
  type RawInput,
  type RequestScope,
  type SignedCall,
  takesDryRun,
} from "./operation.ts";
import type { Success } from "./outcome.ts";
import { answer, dryRun } from "./perform.ts";
import { addressSubject, RateLimitedError, takeToken } from "./rate-limit.ts";
import { etagOf, readBody, readBytes, readIfMatch, readQuery, scopeOf } from "./request.ts";
import { createRouter, type Match, split } from "./router.ts";
import { type Stream, type StreamEnd, streamResponse } from "./stream.ts";
import { leaveWhole } from "./whole-answer.ts";

/** Turns credentials into an actor. Throws UNAUTHENTICATED; `ANONYMOUS` only for a public operation. */
export type Authenticate = (request: Request, scope: RequestScope) => Promise<Actor>;

export const ANONYMOUS: Actor = {
  id: null,
  role: "anonymous",
  permissions: new Set(),
  tenantScope: [],
  sessionId: null,
};

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers: Record<string, string>;
}

/** What a call came to: an answer in the envelope, or the beginning of a stream. */
type Outcome = Answer | { readonly stream: Stream };

/** Next route-handler exports for a whole API: every outcome, 404 and 405 included, leaves in the family's envelope. */
export function serve(api: Api, authenticate: Authenticate) {
  const route = createRouter(api);

  const handle = (request: Request): Promise<Response> => {
    const startedAt = performance.now();
    const scope = scopeOf(request.headers);
    const url = new URL(request.url);
    const method = request.headers.get(UNROUTED_METHOD) ?? request.method;
    const match = matchOf(route, method, url.pathname.slice(api.base.length));
    const operation = match.kind === "found" ? match.op.name : match.kind;
    const arrived = { request, startedAt, scope, url, method, match, operation };
    const span = {
      name: `${method} ${operation}`,
      kind: "server",
      parent: request.headers.get("traceparent"),
      fields: () => ({
        "rookery.request_id": scope.requestId,
        "rookery.operation": operation,
        "rookery.family": api.name,
        "http.request.method": method,
        "http.route": match.kind === "found" ? api.base + match.op.http.path : null,
      }),
    } as const;
    return within({ requestId: scope.requestId }, () =>
      traced(span, (note) => answerTo(api, arrived, authenticate, note)),
    );
  };

  const options = async (request: Request): Promise<Response> =>
    new Response(null, {
      status: 204,
      headers: { ...corsHeaders(request, true), "X-Request-Id": scopeOf(request.headers).requestId },
    });

  return { GET: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: options };
}

/** A call as it came in, and what it turned out to ask for. */
interface Arrived {
  readonly request: Request;
  readonly startedAt: number;
  readonly scope: RequestScope;
  readonly url: URL;
  readonly method: string;
  readonly match: Match;
  readonly operation: string;
}

async function answerTo(api: Api, arrived: Arrived, authenticate: Authenticate, note: Note): Promise<Response> {
  const { request, startedAt, scope, url, method, match, operation } = arrived;
  const state: { actor: Actor } = { actor: ANONYMOUS };
  const finish = (status: number, end?: StreamEnd): void => {
    const { actor } = state;
    note({ "http.response.status_code": status, "rookery.role": actor.role });
    logAccess({ api: api.name, operation, method, status, startedAt, scope, actor, ...(end && { end }) });
  };
  let answer: Answer;
  try {
    const outcome = await succeed(api, request, url, match, scope, state, authenticate);
    if ("stream" in outcome) {
      const { signal } = request;
      const onEnd = (end: StreamEnd): void => finish(200, end);
      return await streamResponse(outcome.stream, { headers: headersOf(request, match, scope), signal, onEnd });
    }
    answer = outcome;
  } catch (thrown) {
    answer = fail(api, thrown, scope);
  }
  finish(answer.status);
  return jsonResponse(request, answer, headersOf(request, match, scope));
}

const headersOf = (request: Request, match: Match, scope: RequestScope): Record<string, string> => ({
  ...commonHeaders(request, scope),
  ...(match.kind === "found" && match.op.deprecated && deprecationHeaders(match.op.deprecated)),
});

function jsonResponse(request: Request, { status, ...answer }: Answer, common: Record<string, string>): Response {
  const headers = { ...answer.headers, ...common, "Content-Type": "application/json" };
  const body = JSON.stringify(answer.body);
  return leaveWhole(request.headers, { headers, body })
    ? new Response(null, { status })
    : new Response(body, { status, headers });
}

function matchOf(route: ReturnType<typeof createRouter>, method: string, pathname: string): Match {
  try {
    const match = route(method === "HEAD" ? "GET" : method, split(pathname).map(decodeURIComponent));
    const isHeadOfStream = method === "HEAD" && match.kind === "found" && match.op.streams !== undefined;
    // The head alone would have the whole body made.
    return isHeadOfStream ? { kind: "wrong-method", allow: ["GET"], isPublic: false } : match;
  } catch {
    return { kind: "unknown" }; // a broken percent-encoding names nothing
  }
}

async function succeed(
  api: Api,
  request: Request,
  url: URL,
  match: Match,
  scope: RequestScope,
  state: { actor: Actor },
  authenticate: Authenticate,
): Promise<Outcome> {
  assertTransport(request);
  const isOpen =
    match.kind === "found" ? match.op.policy.access === "public" : match.kind === "wrong-method" && match.isPublic;
  const isAnonymousUnknown = match.kind === "unknown" && !request.headers.has("authorization");
  if (match.kind === "found" && match.op.policy.access === "signed-webhook") {
    const { policy } = match.op;
    const arrived = await readBytes(request);
    state.actor = await authenticated(scope, async () => signedBy(policy, { headers: request.headers, body: arrived }));
    return respond(api, match, { actor: state.actor, request: scope }, sameWith(request, arrived), url);
  }
  if (!isOpen && !isAnonymousUnknown) {
    state.actor = await authenticated(scope, () => authenticate(request, scope));
    await admitToFamily(api, match, { actor: state.actor, request: scope });
  }
  if (match.kind === "unknown") {
    throw new AppError("NOT_FOUND");
  }
  if (match.kind === "wrong-method") {
    throw new AppError("METHOD_NOT_ALLOWED", undefined, { allow: match.allow });
  }
  return respond(api, match, { actor: state.actor, request: scope }, request, url);
}

type Found = Extract<Match, { kind: "found" }>;

async function respond(api: Api, { op, path }: Found, caller: Caller, request: Request, url: URL): Promise<Outcome> {
  const success = await call(op, caller, request, url, path);
  if (success.stream) {
    return { stream: success.stream };
  }
  return { status: success.status, body: api.envelope.success(success), headers: successHeaders(success) };
}

type SignedPolicy = Extract<Policy, { access: "signed-webhook" }>;

function signedBy(policy: SignedPolicy, call: SignedCall): Actor {
  policy.verify(call);
  return { ...ANONYMOUS, role: `provider:${policy.provider}`, provider: policy.provider };
}

const sameWith = ({ url, method, headers }: Request, body: Uint8Array<ArrayBuffer>): Request =>
  new Request(url, { method, headers, ...(body.length > 0 && { body }) });

async function authenticated(scope: RequestScope, authenticate: () => Promise<Actor>): Promise<Actor> {
  try {
    return await authenticate();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "UNAUTHENTICATED") {
      scope.rate = await takeToken("signIn", addressSubject(scope));
      await recordKnownSubject(thrown, scope);
    }
    throw thrown;
  }
}

async function admitToFamily(api: Api, match: Match, caller: Caller): Promise<void> {
  const decision = decide([familyCheck(api, caller.actor.role)]);
  if (!decision.allowed) {
    const denied = forbidden(decision);
    caller.request.rate = await takeToken("admin", caller.actor.id ?? "");
    await recordDenied({ name: match.kind === "found" ? match.op.name : api.name, family: api.name }, caller, denied);
    throw denied;
  }
}

async function call(op: AnyOperation, caller: Caller, request: Request, url: URL, path: object): Promise<Success> {
  const mayRehearse = takesDryRun(op);
  const input = async () => {
    const query = readQuery(url);
    if (mayRehearse) {
      dropDryRun(query);
    }
    return { path, query, body: await readBody(request, op) } as unknown as RawInput<InputSchemas>;
  };
  const options = {
    idempotencyKey: request.headers.get("idempotency-key") ?? undefined,
    ifMatch: readIfMatch(request.headers),
  };
  const isDryRun = mayRehearse && url.searchParams.get("dryRun") === "true";
  return isDryRun ? dryRun(op as Operation, caller, input, options) : answer(op as Operation, caller, input, options);
}

function dropDryRun(query: Record<string, string>): void {
  if (query["dryRun"] === "true" || query["dryRun"] === "false") {
    delete query["dryRun"]; // anything else stays in the query and is refused there by name
  }
}

function fail(api: Api, thrown: unknown, scope: RequestScope): Answer {
  const error = thrown instanceof AppError ? thrown : new AppError("INTERNAL", undefined, { cause: thrown });
  if (error instanceof RateLimitedError) {
    scope.rate = error.rate;
  }
  if (error.status >= 500) {
    scope.failure = error;
  }
  const { retryAfterSec, allow } = error.detail;
  return {
    status: error.status,
    body: api.envelope.failure(error, scope.requestId, new Date()),
    headers: {
      ...(retryAfterSec !== undefined && { "Retry-After": String(retryAfterSec) }),
      ...(allow && { Allow: allow.join(", ") }),
      ...(error.status === 401 && { "WWW-Authenticate": "Bearer" }),
    },
  };
}

const successHeaders = ({ version }: Success): Record<string, string> =>
  version === undefined ? {} : { ETag: etagOf(version) };
