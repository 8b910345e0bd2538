import { log } from "../observability/log.ts";
import { metrics } from "../observability/metrics.ts";
import type { SpanStart } from "../observability/span.ts";
import { within } from "../observability/surroundings.ts";
import { traced } from "../observability/tracing.ts";
import { currentCall } from "../runner/call.ts";
import { describeFailure, PermanentFailure } from "./failure.ts";
import type { Job, JobContext } from "./job.ts";
import { begin, hold, type RunOfJob, recordTry, standingOf } from "./record.ts";

/** The longest that an attempt may take, unless its job says otherwise. */
const TIME_LIMIT_MS = 45_000;

/** The durable steps of whatever runs the job. A step whose result is not yet known never returns: the run comes back with it. */
export interface Steps {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  sleep(name: string, ms: number): Promise<void>;
  /** Waits until the job's tenant is back, or so long that it is worth looking. */
  awaitResumption(name: string): Promise<void>;
}

/** One execution of a job. */
export interface Execution {
  readonly jobId: string;
  readonly runId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly steps: Steps;
}

export type Outcome = "succeeded" | "skipped";

/** The job must stop here, through no failure of its own. */
class Interruption extends Error {
  override readonly name = "Interruption";
  readonly why: "halted" | "lost";

  constructor(why: "halted" | "lost") {
    super(why);
    this.why = why;
  }
}

/**
 * Runs a job as far as it goes (SRS §10.5) and writes down each finished try. `skipped` when the job is over or another's. Throws
 * what `run` threw, for whatever runs it to try again.
 */
export const runJob = (declared: Job, execution: Execution): Promise<Outcome> =>
  within({ requestId: execution.jobId, jobId: execution.jobId }, () =>
    traced(spanOf(declared, execution), () => execute(declared, execution)),
  );

const spanOf = ({ kind }: Job, { jobId, attempt }: Execution, step?: string): SpanStart => ({
  name: step === undefined ? `job ${kind}` : `job ${kind}: ${step}`,
  kind: "consumer",
  isRoot: true, // a job outlives what asked for it, and an execution that a step ends never returns
  fields: () => ({
    "rookery.request_id": jobId,
    "rookery.job_id": jobId,
    "rookery.job_kind": kind,
    "rookery.attempt": attempt,
  }),
});

async function execute(declared: Job, execution: Execution): Promise<Outcome> {
  const { jobId, runId, attempt, steps } = execution;
  const run: RunOfJob = { jobId, runId, lease: currentCall()?.lease ?? 0 };
  const standing = await begin({ ...run, attempt, haltsWithTenant: declared.halts === "with-tenant" });
  if (!standing) {
    return "skipped";
  }
  for (let holds = standing.holds; standing.isHeld; holds = await hold(run)) {
    // Returns only when the wait has timed out: on resumption the run comes back, and is not held.
    await steps.awaitResumption(`resumed ${holds}`);
  }
  const attempts = new Attempt(declared, execution, run);
  try {
    return await attempts.toEnd(standing.payload);
  } catch (thrown) {
    if (!(thrown instanceof Interruption)) {
      throw thrown;
    }
    if (thrown.why === "halted") {
      await steps.awaitResumption(`resumed ${await hold(run)}`);
    }
    return "skipped";
  }
}

/** The course of one execution. */
class Attempt {
  readonly #declared: Job;
  readonly #execution: Execution;
  readonly #run: RunOfJob;
  readonly #startedOn = new Date();
  readonly #begunAt = performance.now();
  readonly #limit = new AbortController();
  readonly #signal: AbortSignal;
  /** What a step has thrown after its last attempt. It has been recorded as the step's. */
  readonly #stepFailures = new WeakSet<object>();
  #stepsUnderWay = 0;
  #stepsPending = 0;

  constructor(declared: Job, execution: Execution, run: RunOfJob) {
    this.#declared = declared;
    this.#execution = execution;
    this.#run = run;
    const stop = currentCall()?.signal;
    this.#signal = stop ? AbortSignal.any([stop, this.#limit.signal]) : this.#limit.signal;
  }

  async toEnd(given: unknown): Promise<Outcome> {
    const payload = this.#declared.payload.safeParse(given);
    const { timeLimitMs = TIME_LIMIT_MS } = this.#declared;
    // A step limits itself; when one is pending, this execution has ended as far as it could.
    const timer = setTimeout(
      () => this.#stepsPending === 0 && this.#limit.abort(timeout(timeLimitMs)),
      timeLimitMs,
    ).unref();
    try {
      if (!payload.success) {
        throw new PermanentFailure(`the payload is none of this job's: ${payload.error.message}`);
      }
      this.#signal.throwIfAborted();
      await orAborted(async () => this.#declared.run(payload.data, this.#context()), this.#signal);
    } catch (thrown) {
      await this.#failed(thrown, null, this.#startedOn);
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
    await this.#record(null, null, this.#startedOn);
    this.#count("succeeded");
    return "succeeded";
  }

  #context(): JobContext {
    const { jobId, attempt, steps } = this.#execution;
    return {
      jobId,
      attempt,
      signal: this.#signal,
      checkpoint: () => this.#checkpoint(),
      step: (name, work) => this.#pending(() => steps.run(name, () => this.#step(name, work))),
      sleep: (name, ms) => this.#pending(() => steps.sleep(name, ms)),
    };
  }

  async #pending<T>(wait: () => Promise<T>): Promise<T> {
    this.#stepsPending += 1;
    try {
      return await wait();
    } catch (thrown) {
      if (thrown instanceof Error) {
        this.#stepFailures.add(thrown);
      }
      throw thrown;
    } finally {
      this.#stepsPending -= 1;
    }
  }

  /** A try of a step, under a limit of its own. */
  async #step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { timeLimitMs = TIME_LIMIT_MS } = this.#declared;
    const startedOn = new Date();
    const limit = AbortSignal.timeout(timeLimitMs);
    this.#stepsUnderWay += 1;
    try {
      const span = spanOf(this.#declared, this.#execution, name);
      const result = await orAborted(() => traced(span, async () => work()), AbortSignal.any([this.#signal, limit]));
      await this.#record(name, null, startedOn);
      return result;
    } catch (thrown) {
      await this.#failed(thrown, name, startedOn);
      throw thrown;
    } finally {
      this.#stepsUnderWay -= 1;
    }
  }

  /** Inside a step there is no stopping for the tenant: a step is done or not. */
  async #checkpoint(): Promise<void> {
    this.#signal.throwIfAborted();
    const standing = await standingOf(this.#run);
    const isHalted = standing === "halted" && this.#declared.halts === "with-tenant" && this.#stepsUnderWay === 0;
    if (standing === "lost" || isHalted) {
      throw new Interruption(standing === "lost" ? "lost" : "halted");
    }
  }

  async #failed(thrown: unknown, step: string | null, startedOn: Date): Promise<void> {
    const isStopping = currentCall()?.signal.aborted === true;
    const isRecorded = thrown instanceof Error && this.#stepFailures.has(thrown);
    if (thrown instanceof Interruption || isStopping || isRecorded) {
      return;
    }
    const error = describeFailure(thrown);
    const { kind } = this.#declared;
    log.warn({ jobId: this.#run.jobId, kind, step, attempt: this.#execution.attempt, error }, "a job's attempt failed");
    this.#count("failed");
    await this.#record(step, error, startedOn);
  }

  async #record(step: string | null, error: string | null, startedOn: Date): Promise<void> {
    await recordTry({
      ...this.#run,
      step: step?.slice(0, 120) ?? null,
      attempt: this.#execution.attempt,
      error,
      startedOn,
    });
  }

  #count(outcome: "succeeded" | "failed"): void {
    const { kind } = this.#declared;
    metrics.jobs.inc({ kind, outcome });
    metrics.jobSeconds.observe({ kind }, (performance.now() - this.#begunAt) / 1000);
  }
}

const timeout = (ms: number): Error => new DOMException(`The attempt took longer than ${ms} ms`, "TimeoutError");

/** The work's result, or the abort's reason, whichever comes first. */
function orAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason);
    signal.addEventListener("abort", abandon, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abandon));
  });
}
