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
import { isOutage } from "./errors.ts";

const RETRY_AFTER_SEC = 2;

/** The circuit breaker before the database (SRS §13). The signal connection's heart-beat holds it open during an outage. */
class DatabaseCircuit {
  readonly #breaker = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(4) });
  #isolation: { dispose(): void } | undefined;
  readonly #calls = new Interruptible();
  #answeredAt = 0;

  constructor() {
    metrics.databaseUp.set(1);
  }

  /** True while calls are let through. */
  get isClosed(): boolean {
    return this.#isolation === undefined && this.#breaker.state !== CircuitState.Open;
  }

  /** When database work last came to a good end. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** Opens the circuit: calls under way and calls to come fail at once with UNAVAILABLE. */
  open(reason: string): void {
    if (this.#isolation) {
      return;
    }
    log.error({ reason }, "database out of reach; circuit open");
    metrics.databaseUp.set(0);
    this.#isolation = this.#breaker.isolate();
    this.#calls.interrupt(unavailable());
  }

  /** Closes the circuit after the heart-beat has seen the database answer. */
  close(): void {
    if (!this.#isolation) {
      return;
    }
    this.#isolation.dispose();
    this.#isolation = undefined;
    metrics.databaseUp.set(1);
    log.info("database answers again; circuit closed");
  }

  /** Runs database work. Throws UNAVAILABLE while the database is out of reach, also for work that was under way. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await this.#breaker.execute(() => this.#calls.run(work));
      this.#answeredAt = Date.now();
      return result;
    } catch (thrown) {
      if (
        isBrokenCircuitError(thrown) ||
        isIsolatedCircuitError(thrown) ||
        (!(thrown instanceof AppError) && isOutage(thrown))
      ) {
        throw unavailable(thrown);
      }
      throw thrown;
    }
  }
}

const unavailable = (cause?: unknown): AppError =>
  new AppError("UNAVAILABLE", undefined, { retryAfterSec: RETRY_AFTER_SEC, ...(cause !== undefined && { cause }) });

/** The process's circuit. */
export const databaseCircuit = (): DatabaseCircuit => singleton("databaseCircuit", () => new DatabaseCircuit());
