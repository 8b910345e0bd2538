import { withinCall } from "./call.ts";
import type { ClaimedRun } from "./claims.ts";
import { retryAfterMs } from "./duration.ts";
import { failureOf, toldOf } from "./failure.ts";
import { failedStep, isFailure, isPending, resultsOf, stepOf } from "./ops.ts";
import { executionRequest, type Failure, type Reply, readAnswer } from "./protocol.ts";
import { complete, fail, loadSteps, park, release, type Step, saveSteps, wakesOf } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";

/** Advances a claimed run as far as it goes: to its end, a pause, or the abort. Throws LostLease, and what the database throws. */
export async function advance(run: ClaimedRun, signal: AbortSignal, surroundings: Surroundings): Promise<void> {
  await new Advance(run, signal, surroundings).toPause();
}

/** The course of one lease. Steps are kept here as they are written; they are read again only when an event woke the run. */
class Advance {
  readonly #run: ClaimedRun;
  readonly #signal: AbortSignal;
  readonly #surroundings: Surroundings;
  #steps: Step[] = [];
  #attempt: number;
  #wakes: number;

  constructor(run: ClaimedRun, signal: AbortSignal, surroundings: Surroundings) {
    this.#run = run;
    this.#signal = signal;
    this.#surroundings = surroundings;
    this.#attempt = run.attempt;
    this.#wakes = run.wakes;
  }

  async toPause(): Promise<void> {
    const { id, lease, maxAttempts } = this.#run;
    if (this.#attempt >= maxAttempts) {
      await this.#fail({ name: "WorkerLost", message: "The process that ran it stopped answering" });
      return;
    }
    this.#steps = lease > 1 ? await loadSteps(id) : [];
    while (!(await this.#turn())) {
      // Each turn brought the run forward.
    }
  }

  /** One call, or one round of parallel ones. True when the lease has ended. */
  async #turn(): Promise<boolean> {
    if (this.#signal.aborted) {
      await release(this.#run);
      return true;
    }
    const pending = this.#steps.filter(isPending);
    if (pending.length === 0) {
      return this.#discover();
    }
    const due = pending.filter(({ dueAt }) => dueAt <= performance.now());
    if (due.length === 0) {
      return this.#sleep(Math.min(...pending.map(({ dueAt }) => dueAt)) - performance.now());
    }
    const resolved = await Promise.all(due.map((step) => this.#resolve(step)));
    const saved = resolved.filter((step) => step !== null);
    await this.#save(
      saved,
      saved.some((step) => !isPending(step)),
    );
    return false;
  }

  /** Lets the function find out what comes next. */
  async #discover(): Promise<boolean> {
    const reply = await this.#call("step", this.#attempt);
    if (reply === null) {
      return false;
    }
    if (reply.kind === "completed") {
      await complete(this.#run, reply.output);
      return true;
    }
    if (reply.kind === "failed") {
      return this.#mayRetry(reply) ? this.#retry(reply.retryAfter) : this.#fail(reply.error, true);
    }
    return this.#take(reply);
  }

  async #take(reply: Reply & { readonly kind: "steps" }): Promise<boolean> {
    const erroneous = reply.ops.find(({ op }) => op === "StepError");
    const found: Step[] = [];
    for (const op of reply.ops.filter((one) => one !== erroneous)) {
      const step = stepOf(op, this.#attempt, this.#run.event);
      if ("unsupported" in step) {
        return this.#fail({ name: "UnsupportedStep", message: step.unsupported }, true);
      }
      found.push(step);
    }
    if (erroneous && !this.#mayRetry(reply)) {
      found.push(failedStep(erroneous, this.#attempt));
    }
    if (found.length > 0) {
      await this.#save(found, true);
    }
    return erroneous && this.#mayRetry(reply) ? this.#retry(reply.retryAfter) : false;
  }

  /** A pending step whose time has come: a sleep or a wait is over, a planned one runs. Null when the abort cut it off. */
  async #resolve(step: Step): Promise<Step | null> {
    if (step.status !== "planned") {
      return { ...step, status: "done", data: null };
    }
    const reply = await this.#call(step.id, step.attempt);
    if (reply === null) {
      return null;
    }
    const [op] = reply.kind === "steps" ? reply.ops : [];
    if (op?.op === "StepRun") {
      return { ...step, status: "done", data: op.data };
    }
    const isFinal = op?.op === "StepFailed" || reply.kind === "completed" || !this.#mayRetry(reply, step.attempt);
    if (isFinal) {
      return failedStep(
        op ?? { error: reply.kind === "failed" ? reply.error : "the step was not found" },
        step.attempt,
        step,
      );
    }
    const attempt = step.attempt + 1;
    return { ...step, attempt, dueAt: performance.now() + this.#delay(attempt, reply.retryAfter) };
  }

  #mayRetry(reply: { readonly canRetry: boolean }, attempt = this.#attempt): boolean {
    return reply.canRetry && attempt + 1 < this.#run.maxAttempts;
  }

  #delay(attempt: number, retryAfter: string | null): number {
    return retryAfter === null ? this.#surroundings.retryDelayMs(attempt) : retryAfterMs(retryAfter, new Date());
  }

  async #retry(retryAfter: string | null): Promise<boolean> {
    this.#attempt += 1;
    return this.#sleep(this.#delay(this.#attempt, retryAfter));
  }

  /** True when the run is parked; false when an event came in between, which is then known. */
  async #sleep(ms: number): Promise<boolean> {
    if (await park(this.#run, Math.max(0, ms), this.#attempt, this.#wakes)) {
      this.#surroundings.onParked(Math.max(0, ms));
      return true;
    }
    this.#wakes = await wakesOf(this.#run);
    this.#steps = await loadSteps(this.#run.id);
    return false;
  }

  async #save(steps: readonly Step[], isProgress: boolean): Promise<void> {
    if (steps.length === 0) {
      return;
    }
    await saveSteps(this.#run, steps, isProgress);
    if (isProgress) {
      this.#attempt = 0;
    }
    const changed = new Set(steps.map(({ id }) => id));
    this.#steps = [...this.#steps.filter(({ id }) => !changed.has(id)), ...steps];
  }

  async #fail(error: Failure, isOwnFailure = false): Promise<true> {
    const event = failureOf(this.#run, error, this.#attempt + Number(isOwnFailure));
    const told = toldOf(this.#surroundings.functions, this.#run.functionId);
    await fail(
      this.#run,
      error,
      event,
      told.map((config) => ({ config, event })),
    );
    this.#surroundings.onParked(0);
    return true;
  }

  /** Calls the handler; null when the abort came first, so that what became of the attempt does not count. */
  async #call(stepId: string, attempt: number): Promise<Reply | null> {
    const { id: runId, functionId, event, maxAttempts, lease } = this.#run;
    const results = resultsOf(this.#steps);
    const request = executionRequest({ functionId, runId, event, stepId, attempt, maxAttempts, results });
    const call = withinCall({ lease, signal: this.#signal }, () => this.#surroundings.handler(request));
    const answer = await Promise.race([call, this.#abandoned()]);
    if (answer === null) {
      call.catch(() => undefined);
      return null;
    }
    const reply = readAnswer(answer);
    return this.#signal.aborted && isFailure(reply) ? null : reply;
  }

  /** Null when the grace after the abort is over. */
  #abandoned(): Promise<null> {
    return new Promise((resolve) => {
      const leave = () => void setTimeout(() => resolve(null), this.#surroundings.graceMs);
      this.#signal.aborted ? leave() : this.#signal.addEventListener("abort", leave, { once: true });
    });
  }
}
