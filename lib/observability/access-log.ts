import type { Actor, RequestScope } from "../operation/operation.ts";
import type { StreamEnd } from "../operation/stream.ts";
import { log, plainLog } from "./log.ts";
import { measure } from "./metrics.ts";
import { traceIds } from "./tracing.ts";

interface Access {
  readonly api: string;
  readonly operation: string;
  readonly method: string;
  readonly status: number;
  /** `performance.now()` when the request came in. */
  readonly startedAt: number;
  readonly scope: RequestScope;
  readonly actor: Actor;
  /** How a streamed body ended; left out for every other. */
  readonly end?: StreamEnd;
}

/** One line and one measurement per call, read or write; a 5xx carries its error under the id that the client was given. */
export function logAccess({ api, operation, method, status, startedAt, scope, actor, end }: Access): void {
  const ms = performance.now() - startedAt;
  measure(api, operation, status, startedAt);
  const line = {
    requestId: scope.requestId,
    api,
    operation,
    method,
    status,
    ms: Math.round(ms * 100) / 100,
    actorId: actor.id,
    role: actor.role,
    ip: scope.ipAddress,
    ...(end === "left" && { cutShort: true }),
    ...traceIds(),
  };
  const failure = typeof end === "object" ? asError(end.failure) : scope.failure;
  if (failure) {
    log.error({ ...line, err: failure, cause: describe(failure.cause) }, "request failed");
  } else if (actor.provider !== undefined && status < 400) {
    // A provider's events are their own record, and they come by the million.
    plainLog.debug(line, "request");
  } else {
    plainLog.info(line, "request");
  }
}

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));

const describe = (cause: unknown): object | undefined =>
  cause instanceof Error ? { name: cause.name, message: cause.message, stack: cause.stack } : undefined;
