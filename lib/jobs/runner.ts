import { env } from "../env.ts";
import { log } from "../observability/log.ts";
import { execute } from "./execute.ts";
import { describeFailure } from "./failure.ts";
import type { Catalogue } from "./job.ts";
import {
  type ClaimedJob,
  claimDue,
  claimForDispatch,
  type DispatchedJob,
  reclaimExpired,
  withdrawDispatch,
} from "./queue.ts";

/** Hands due jobs to an executor outside this process. Throws when it cannot be reached. */
export type Dispatch = (jobs: readonly DispatchedJob[]) => Promise<void>;

const POLL_MS = 500;
const PAUSE_AFTER_ERROR_MS = 1000;
const RECLAIM_MS = 5000;
const CONCURRENCY = 4;
const DISPATCH_MAX = 100;
const REDISPATCH_MS = 5000;

/** The process's job loop: runs due jobs itself, or with `dispatch` sends them to the external executor. */
export class JobRunner {
  readonly #catalogue: Catalogue;
  readonly #dispatch: Dispatch | undefined;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #reclaimedAt = 0;
  #wake: () => void = () => undefined;
  #isFailing = false;

  constructor(catalogue: Catalogue, dispatch?: Dispatch) {
    this.#catalogue = catalogue;
    this.#dispatch = dispatch;
  }

  /** Starts the loop; it outlives every outage of the database and the executor. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Takes no more jobs and gives those under way back at once, so that an ordinary restart costs no attempt. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("the process is stopping"));
    this.#wake();
    await this.#loop;
    await this.settled();
  }

  /** Resolves when no job runs here. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }

  /** Takes up what is due now, as far as there is room; returns how many jobs that was. */
  async tick(): Promise<number> {
    await this.#reclaim();
    if (this.#dispatch) {
      return this.#relay(this.#dispatch);
    }
    const room = CONCURRENCY - this.#running.size;
    const claimed = room > 0 ? await claimDue(this.#catalogue, room) : [];
    for (const job of claimed) {
      this.#launch(job);
    }
    return claimed.length;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const taken = await this.#turn();
      if (taken === null) {
        await this.#idle(PAUSE_AFTER_ERROR_MS);
      } else if (taken === 0 || this.#running.size >= CONCURRENCY) {
        await this.#idle(POLL_MS);
      }
    }
  }

  /** One tick; null when it failed. Only the first failure of a row is logged. */
  async #turn(): Promise<number | null> {
    try {
      const taken = await this.tick();
      this.#isFailing = false;
      return taken;
    } catch (thrown) {
      if (!this.#isFailing) {
        log.warn({ error: describeFailure(thrown) }, "jobs cannot be taken up; trying on");
      }
      this.#isFailing = true;
      return null;
    }
  }

  /** Waits, at most until there is room again or the process stops. */
  #idle(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #launch(job: ClaimedJob): void {
    const run = execute(job, this.#catalogue, { stopping: this.#stopping.signal })
      .catch((thrown: unknown) => {
        // The lease runs out and the job is taken up again.
        log.warn(
          { jobId: job.id, kind: job.kind, error: describeFailure(thrown) },
          "outcome of a job could not be written",
        );
      })
      .then(() => {
        this.#running.delete(run);
        this.#wake();
      });
    this.#running.add(run);
  }

  async #relay(dispatch: Dispatch): Promise<number> {
    const jobs = await claimForDispatch(this.#catalogue, DISPATCH_MAX);
    if (jobs.length === 0) {
      return 0;
    }
    try {
      await dispatch(jobs);
    } catch (thrown) {
      await withdrawDispatch(jobs, REDISPATCH_MS);
      throw thrown;
    }
    return jobs.length;
  }

  async #reclaim(): Promise<void> {
    const now = performance.now();
    if (this.#reclaimedAt !== 0 && now - this.#reclaimedAt < RECLAIM_MS) {
      return;
    }
    this.#reclaimedAt = now;
    for (const { id, kind, status } of await reclaimExpired(env().JOB_RETRY_BASE_MS)) {
      const line = { jobId: id, kind };
      status === "failed"
        ? log.error(line, "job failed for good: its process died")
        : log.warn(line, "job taken back from a dead process");
    }
  }
}
