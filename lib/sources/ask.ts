import { setTimeout as pause } from "node:timers/promises";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  retry,
  wrap,
} from "cockatiel";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import { type Ask, type Source, SourceError, type SourceRequest } from "./source.ts";

const TIMEOUT_MS = 10_000;
const RETRIES = 3;
const BACK_OFF_MAX_MS = 30_000;
const FAILURES_MAX = 5;
const BROKEN_MS = 60_000;
const BODY_MAX_BYTES = 8 * 1_048_576;

interface Line {
  readonly policy: IPolicy;
  readonly state: () => "closed" | "open" | "half_open";
  /** When the next request may leave. */
  nextAt: number;
}

const lines = (): Map<string, Line> => singleton("sourceLines", () => new Map<string, Line>());

function lineOf({ id }: Source): Line {
  const known = lines().get(id);
  if (known) {
    return known;
  }
  const isTransient = handleWhen((error) => error instanceof SourceError && error.isTransient);
  const breaker = circuitBreaker(isTransient, {
    halfOpenAfter: BROKEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_MAX),
  });
  const retries = retry(isTransient, {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: env().JOB_RETRY_BASE_MS, maxDelay: BACK_OFF_MAX_MS }),
  });
  const line: Line = { policy: wrap(retries, breaker), state: () => STATES[breaker.state], nextAt: 0 };
  lines().set(id, line);
  return line;
}

const STATES = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Isolated]: "open",
} as const;

/** What the breaker of the source says, in this process. */
export const breakerOf = (source: Source): "closed" | "open" | "half_open" => lineOf(source).state();

/** Forgets breakers and rate limits, for tests. */
export const resetLines = (): void => lines().clear();

/**
 * How the source is asked: at its rate, ten seconds a try, three more tries after silence, 429 or 5xx, each after a longer pause; after
 * five failures in a row not at all for a minute. `signal` ends it.
 */
export function askerOf(source: Source, signal: AbortSignal): Ask {
  const line = lineOf(source);
  return async (request) => {
    try {
      return await line.policy.execute(async () => {
        await turn(line, source.requestsPerSecond, signal);
        return send(request, signal);
      }, signal);
    } catch (thrown) {
      throw thrown instanceof BrokenCircuitError
        ? new SourceError("circuit", "Not asked: it has failed too often in a row", true)
        : thrown;
    }
  };
}

/** Waits for the source's next free moment. */
async function turn(line: Line, perSecond: number, signal: AbortSignal): Promise<void> {
  const now = performance.now();
  const at = Math.max(now, line.nextAt);
  line.nextAt = at + 1000 / perSecond;
  if (at > now) {
    await pause(at - now, undefined, { signal });
  }
}

async function send({ url, method = "GET", headers, body }: SourceRequest, signal: AbortSignal): Promise<unknown> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const options: RequestInit = {
    method,
    headers: { accept: "application/json", ...headers },
    // Nobody else is to be handed what we send.
    redirect: "manual",
    signal: AbortSignal.any([signal, limit]),
    ...(body !== undefined && { body }),
  };
  let text: string;
  try {
    const response = await fetch(url, options);
    if (!response.ok) {
      await response.body?.cancel();
      throw new SourceError(
        "status",
        `It answered ${response.status}`,
        response.status === 429 || response.status >= 500,
      );
    }
    text = await textOf(response);
  } catch (thrown) {
    throw signal.aborted || thrown instanceof SourceError ? thrown : unreachable(limit);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceError("format", "Its answer is not JSON", false);
  }
}

const unreachable = (limit: AbortSignal): SourceError =>
  limit.aborted
    ? new SourceError("timeout", `No answer within ${TIMEOUT_MS / 1000} seconds`, true)
    : new SourceError("network", "It cannot be reached", true);

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) {
      throw new SourceError("format", `Its answer is larger than ${BODY_MAX_BYTES} bytes`, false);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
