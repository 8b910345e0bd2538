import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  isIsolatedCircuitError,
} from "cockatiel";
import { AppError } from "../core/errors.ts";
import { Interruptible } from "../core/interruptible.ts";
import { singleton } from "../core/singleton.ts";
import { log } from "../observability/log.ts";
import { metrics } from "../observability/metrics.ts";
import { isOutage, isShortage } from "./errors.ts";

const RETRY_AFTER_SEC = 2;
const HALF_OPEN_AFTER_MS = 1000;

/** The circuit breaker before the database (SRS §13). The signal connection's heart-beat holds it open during an outage. */
class DatabaseCircuit {
  readonly #breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new ConsecutiveBreaker(4),
  });
  #brokeAt = 0;
  #outages = 0;
  #isolation: { dispose(): void } | undefined;
  readonly #calls = new Interruptible();
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor() {
    metrics.up.set({ part: "database" }, 1);
    this.#breaker.onBreak(() => {
      this.#brokeAt = performance.now();
    });
  }

  /** True while calls are let through. */
  get isClosed(): boolean {
    return this.#isolation === undefined && this.#breaker.state !== CircuitState.Open;
  }

  /** When database work last came to a good end, by the clock that never jumps. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** How many outages the heart-beat has seen: work that began before the last one has been given up, and must not commit. */
  get outages(): number {
    return this.#outages;
  }

  /** Opens the circuit: calls under way and calls to come fail at once with UNAVAILABLE. */
  open(reason: string): void {
    if (this.#isolation) {
      return;
    }
    log.error({ reason }, "database out of reach; circuit open");
    metrics.up.set({ part: "database" }, 0);
    this.#isolation = this.#breaker.isolate();
    this.#outages += 1;
    this.#calls.interrupt(unavailable());
  }

  /** Closes the circuit after the heart-beat has seen the database answer. */
  close(): void {
    if (!this.#isolation) {
      return;
    }
    this.#isolation.dispose();
    this.#isolation = undefined;
    metrics.up.set({ part: "database" }, 1);
    log.info("database answers again; circuit closed");
  }

  /** Runs database work. Throws UNAVAILABLE while the database is out of reach, also for work that was under way. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#outliveClockJump();
    try {
      const result = await this.#breaker.execute(() => this.#calls.run(work));
      this.#answeredAt = performance.now();
      return result;
    } catch (thrown) {
      if (
        isBrokenCircuitError(thrown) ||
        isIsolatedCircuitError(thrown) ||
        (!(thrown instanceof AppError) && (isOutage(thrown) || isShortage(thrown)))
      ) {
        throw unavailable(thrown);
      }
      throw thrown;
    }
  }

  /** The breaker counts its pause by the wall clock; set back by an hour, it would stay open for that hour. */
  #outliveClockJump(): void {
    const isOverdue = performance.now() - this.#brokeAt > 2 * HALF_OPEN_AFTER_MS;
    if (isOverdue && this.#isolation === undefined && this.#breaker.state === CircuitState.Open) {
      this.#breaker.isolate().dispose();
    }
  }
}

/** The failure of work that the database was not there for. */
export const unavailable = (cause?: unknown): AppError =>
  new AppError("UNAVAILABLE", undefined, { retryAfterSec: RETRY_AFTER_SEC, ...(cause !== undefined && { cause }) });

/** The process's circuit. */
export const databaseCircuit = (): DatabaseCircuit => singleton("databaseCircuit", () => new DatabaseCircuit());
