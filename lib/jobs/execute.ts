import { env } from "../env.ts";
import { log } from "../observability/log.ts";
import { metrics } from "../observability/metrics.ts";
import { describeFailure, MAX_ATTEMPTS, retryDelayMs } from "./failure.ts";
import type { Catalogue, Job } from "./job.ts";
import { type ClaimedJob, claimById, markFailed, markForRetry, markSucceeded, release, standingOf } from "./queue.ts";

/** An attempt may take this long; the lease outlives it. */
const TIME_LIMIT_MS = 45_000;

/** `released`: given back without costing an attempt. `lost`: another process holds the job. */
export type Outcome = "succeeded" | "retrying" | "failed" | "released" | "lost";

export interface ExecuteOptions {
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
  readonly timeLimitMs?: number;
}

/** The job must stop here, through no failure of its own. */
class Interruption extends Error {
  override readonly name = "Interruption";
}

/** The payload is none of this job's: trying again cannot help. */
class UnreadablePayload extends Error {
  override readonly name = "UnreadablePayload";
}

/** Runs a claimed job once and writes down what became of it (SRS §10.5). Throws only when that cannot be written. */
export async function execute(claimed: ClaimedJob, { byKind }: Catalogue, options: ExecuteOptions): Promise<Outcome> {
  const failure = await attempt(claimed, byKind.get(claimed.kind), options).then(
    () => null,
    (thrown: unknown) => ({ thrown }),
  );
  const outcome = failure
    ? await settleFailure(claimed, failure.thrown, options.stopping.aborted)
    : await settleSuccess(claimed);
  metrics.jobs.inc({ kind: claimed.kind, outcome });
  return outcome;
}

async function attempt(
  claimed: ClaimedJob,
  declared: Job | undefined,
  { stopping, timeLimitMs = TIME_LIMIT_MS }: ExecuteOptions,
): Promise<void> {
  if (!declared) {
    throw new Error(`no job of kind ${claimed.kind}`);
  }
  const payload = declared.payload.safeParse(claimed.payload);
  if (!payload.success) {
    throw new UnreadablePayload(payload.error.message);
  }
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeLimitMs)]);
  const checkpoint = async (): Promise<void> => {
    signal.throwIfAborted();
    const standing = await standingOf(claimed);
    if (standing === "lost" || (standing === "halted" && declared.halts === "with-tenant")) {
      throw new Interruption(standing);
    }
  };
  signal.throwIfAborted();
  const { id: jobId, attempt: number } = claimed;
  await Promise.race([declared.run(payload.data, { jobId, attempt: number, signal, checkpoint }), rejectionOf(signal)]);
}

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abandon = () => reject(signal.reason);
    signal.aborted ? abandon() : signal.addEventListener("abort", abandon, { once: true });
  });

const settleSuccess = async (claimed: ClaimedJob): Promise<Outcome> =>
  (await markSucceeded(claimed)) ? "succeeded" : "lost";

async function settleFailure(claimed: ClaimedJob, thrown: unknown, isStopping: boolean): Promise<Outcome> {
  if (thrown instanceof Interruption || isStopping) {
    return (await release(claimed)) ? "released" : "lost";
  }
  const error = describeFailure(thrown);
  const { id: jobId, kind, attempt: attempts, tenantId } = claimed;
  if (attempts >= MAX_ATTEMPTS || thrown instanceof UnreadablePayload) {
    log.error({ jobId, kind, attempts, tenantId, error }, "job failed for good");
    return (await markFailed(claimed, error)) ? "failed" : "lost";
  }
  log.warn({ jobId, kind, attempts, tenantId, error }, "job failed; it will be tried again");
  const delayMs = retryDelayMs(attempts, env().JOB_RETRY_BASE_MS, Math.random());
  return (await markForRetry(claimed, error, delayMs)) ? "retrying" : "lost";
}

/** Runs the job if it is due and nobody has it; `skipped` otherwise. For the external executor, which may call twice. */
export async function runJobById(catalogue: Catalogue, jobId: string): Promise<Outcome | "skipped"> {
  const claimed = await claimById(catalogue, jobId);
  return claimed ? execute(claimed, catalogue, { stopping: new AbortController().signal }) : "skipped";
}
