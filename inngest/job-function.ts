import { type Inngest, type InngestFunction, NonRetriableError, RetryAfterError } from "inngest";
import { z } from "zod";
import { env } from "../lib/env.ts";
import { bury } from "../lib/jobs/bury.ts";
import { describeFailure, MAX_ATTEMPTS, PermanentFailure, RetryLater, retryDelayMs } from "../lib/jobs/failure.ts";
import type { Job } from "../lib/jobs/job.ts";
import { RESUMED_EVENT, requestedEvent } from "../lib/jobs/outbox.ts";
import { enterScheduled } from "../lib/jobs/record.ts";
import { type Outcome, runJob, type Steps } from "../lib/jobs/run-job.ts";
import { scheduledJobId } from "../lib/jobs/scheduled.ts";
import { SCHEDULED } from "../lib/runner/schedules.ts";
import { isExternal } from "./mode.ts";

/** How long a held job waits to be called before it looks for itself. */
const RESUMPTION_TIMEOUT = "7d";

const RequestedEvent = z.looseObject({ data: z.looseObject({ jobId: z.uuid() }) });
const ScheduledEvent = z.looseObject({ name: z.literal(SCHEDULED), ts: z.number().default(0) });
const FailedEvent = z.looseObject({ run_id: z.string(), event: z.unknown() });

/** The Inngest function of a job: tells it what it needs to know of the run, and the server how it ended. */
export const jobFunction = (client: Inngest, declared: Job): InngestFunction.Any =>
  client.createFunction(
    {
      id: declared.kind.replaceAll(".", "-"),
      name: declared.kind,
      retries: RETRIES,
      triggers: [
        { event: requestedEvent(declared.kind) },
        ...(declared.cron === undefined ? [] : [{ cron: declared.cron }]),
      ],
      ...(declared.concurrency && { concurrency: [concurrencyOf(declared.concurrency)] }),
      onFailure: ({ event, error }) => onFailure(declared, event.data, error),
    },
    async ({ event, runId, attempt, step }): Promise<{ outcome: Outcome }> => {
      const jobId = await jobIdOf(declared, event, runId);
      const steps: Steps = {
        run: (name, work) => step.run(name, () => translated(work, attempt)) as ReturnType<typeof work>,
        sleep: (name, ms) => step.sleep(name, ms),
        awaitResumption: async (name) => {
          await step.waitForEvent(name, { event: RESUMED_EVENT, match: "data.jobId", timeout: RESUMPTION_TIMEOUT });
        },
      };
      const outcome = await translated(() => runJob(declared, { jobId, runId, attempt: attempt + 1, steps }), attempt);
      return { outcome };
    },
  );

const RETRIES = (MAX_ATTEMPTS - 1) as 3;

const concurrencyOf = ({ limit, key }: NonNullable<Job["concurrency"]>) => ({
  limit,
  ...(key && { key: "event.data.key" }),
});

/** A schedule has no row that asks for its run: it makes its own. */
async function jobIdOf({ kind }: Job, event: unknown, runId: string): Promise<string> {
  const scheduled = ScheduledEvent.safeParse(event);
  if (!scheduled.success) {
    return RequestedEvent.parse(event).data.jobId;
  }
  const firedAt = new Date(scheduled.data.ts);
  const jobId = scheduledJobId(runId, firedAt);
  await enterScheduled(jobId, kind, firedAt);
  return jobId;
}

async function onFailure(declared: Job, data: unknown, error: Error): Promise<void> {
  const { run_id: runId, event } = FailedEvent.parse(data);
  const jobId = await jobIdOf(declared, event, runId);
  await bury(declared, { jobId, runId, error: error.message });
}

/** Says in the SDK's terms how what was thrown is to be retried, with credentials masked: the server keeps what it is told. */
async function translated<T>(work: () => Promise<T>, attempt: number): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw translate(thrown, attempt);
  }
}

function translate(thrown: unknown, attempt: number): unknown {
  if (!(thrown instanceof Error) || isStepFailure(thrown)) {
    return thrown;
  }
  const message = describeFailure(thrown);
  if (thrown instanceof PermanentFailure) {
    return new NonRetriableError(message);
  }
  if (thrown instanceof RetryLater) {
    return new RetryAfterError(message, thrown.delayMs);
  }
  // A server has a back-off of its own, ours is exponential (SRS §10.5). The embedded runner's is, and to the millisecond.
  return isExternal()
    ? new RetryAfterError(message, retryDelayMs(attempt + 1, env().JOB_RETRY_BASE_MS, Math.random()))
    : new Error(message);
}

/** A step's last failure, as the SDK throws it into the function. It ends the run unless the job catches it. */
const isStepFailure = (thrown: Error): boolean => "stepId" in thrown;
