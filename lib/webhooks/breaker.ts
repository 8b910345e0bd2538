import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from "cockatiel";
import { singleton } from "../core/singleton.ts";
import type { Attempt } from "./post.ts";

const FAILURES = 5;
const HALF_OPEN_MS = 5000;
const KEPT_MAX = 1000;

const breakers = (): Map<string, CircuitBreakerPolicy> => singleton("webhookBreakers", () => new Map());

const NOT_TRIED: Attempt = {
  statusCode: null,
  durationMs: 0,
  error: `Not tried: the address has just failed ${FAILURES} times in a row`,
};

/**
 * Runs an attempt unless the address has just failed repeatedly. So a receiver that lets every attempt run into its time limit cannot
 * hold up this process's other jobs for as long as it has events waiting.
 */
export async function unlessBroken(address: string, work: () => Promise<Attempt>): Promise<Attempt> {
  const breaker = breakers().get(address) ?? newBreaker(address);
  try {
    const attempt = await breaker.execute(work);
    if (attempt.error === null) {
      breakers().delete(address);
    }
    return attempt;
  } catch (thrown) {
    if (isBrokenCircuitError(thrown)) {
      return NOT_TRIED;
    }
    throw thrown;
  }
}

function newBreaker(address: string): CircuitBreakerPolicy {
  const failed = handleWhenResult((result) => (result as Attempt).error !== null);
  const created = circuitBreaker(failed, { halfOpenAfter: HALF_OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) });
  const [oldest] = breakers().keys();
  if (breakers().size >= KEPT_MAX && oldest !== undefined) {
    breakers().delete(oldest);
  }
  breakers().set(address, created);
  return created;
}
