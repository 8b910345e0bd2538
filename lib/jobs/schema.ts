import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, queryInstant, Reason, text } from "../core/schema.ts";

export const JOB_STATUSES = ["queued", "running", "held", "succeeded", "failed", "cancelled"] as const;
export const DEAD_LETTER_STATUSES = ["open", "retried", "discarded"] as const;

const Kind = text(1, 40);

export const ListJobsQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(["createdOn"], "-createdOn"),
  status: z.enum(JOB_STATUSES).optional().describe("How far it is"),
  kind: Kind.optional().describe("Kind of work"),
  tenantId: Id.optional().describe("Tenant that it is for"),
});
export type ListJobsQuery = z.output<typeof ListJobsQuery>;

export const JobPath = z.strictObject({ jobId: Id });

/** A piece of background work. */
export const Job = z.object({
  jobId: Id.describe("The job"),
  kind: z.string().describe("Kind of work"),
  status: z
    .enum(JOB_STATUSES)
    .describe("queued also between two attempts; held while its tenant is suspended; failed is a dead letter"),
  tenantId: Id.nullable().describe("Tenant that it is for"),
  entityType: z.string().nullable().describe("Kind of thing that it is about"),
  entityId: z.string().nullable().describe("The thing that it is about"),
  ruleId: Id.nullable().describe("Rule that it runs"),
  attempts: z.int().describe("Attempts so far, of the step that it is at where it has steps"),
  lastError: z.string().nullable().describe("What the last failed attempt said, credentials masked"),
  runAt: Instant.describe("When it is due"),
  createdOn: Instant.describe("When it was asked for"),
  startedOn: Instant.nullable().describe("When it first ran"),
  finishedOn: Instant.nullable().describe("When it was over"),
});
export type Job = z.output<typeof Job>;
export const JobPage = pageOf(Job);

const JobAttempt = z.object({
  step: z.string().nullable().describe("The step; null for the job as a whole"),
  attempt: z.int().describe("1 for the first"),
  outcome: z.enum(["succeeded", "failed"]).describe("How it ended"),
  error: z.string().nullable().describe("What it failed with, credentials masked"),
  startedOn: Instant.describe("When it began"),
  finishedOn: Instant.describe("When it ended"),
});

/** One job with what happened on the way. */
export const JobDetail = Job.extend({
  deadLetterId: Id.nullable().describe("Its dead letter, if it ever failed for good"),
  tries: z.array(JobAttempt).describe("Finished attempts of the job and its steps, in order; the latest 500"),
});
export type JobDetail = z.output<typeof JobDetail>;

/** What waits and what runs, of one kind. */
export const Queues = z.object({
  queues: z
    .array(
      z.object({
        kind: z.string().describe("Kind of work"),
        queued: z.int().describe("Due and waiting, also between two attempts"),
        scheduled: z.int().describe("Not due yet"),
        running: z.int().describe("Under way"),
        held: z.int().describe("Waiting for a suspended tenant"),
        deadLetters: z.int().describe("Open dead letters"),
        oldestOn: Instant.nullable().describe("Since when the one that has waited longest is due"),
        ageSeconds: z.number().nullable().describe("How long that is"),
      }),
    )
    .describe("Every kind that waits, runs or has open dead letters"),
});
export type Queues = z.output<typeof Queues>;

const filters = {
  kind: Kind.optional().describe("Kind of work"),
  ruleId: Id.optional().describe("Rule that it ran"),
  tenantId: Id.optional().describe("Tenant that it was for"),
  error: text(3, 200).optional().describe("Part of the error, in any case"),
  dateFrom: queryInstant.optional().describe("Failed from this moment on"),
  dateTo: queryInstant.optional().describe("Failed before this moment"),
};

export const ListDeadLettersQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(["failedOn"], "-failedOn"),
  status: z.enum(DEAD_LETTER_STATUSES).optional().describe("Whether somebody has decided"),
  ...filters,
});
export type ListDeadLettersQuery = z.output<typeof ListDeadLettersQuery>;

export const DeadLetterPath = z.strictObject({ deadLetterId: Id });

/** A job that has failed for good (decisions §9). */
export const DeadLetter = z.object({
  deadLetterId: Id.describe("The entry"),
  jobId: Id.describe("Its job"),
  kind: z.string().describe("Kind of work"),
  entityType: z.string().nullable().describe("Kind of thing that it was about"),
  entityId: z.string().nullable().describe("The thing that it was about"),
  tenantId: Id.nullable().describe("Tenant that it was for"),
  ruleId: Id.nullable().describe("Rule that it ran"),
  attempts: z.int().describe("Attempts until it was given up"),
  lastError: z.string().describe("What the last one failed with, credentials masked"),
  failedOn: Instant.describe("When it was given up, the last time"),
  status: z.enum(DEAD_LETTER_STATUSES).describe("open again when a retry fails as well"),
  resolvedOn: Instant.nullable().describe("When it was retried or discarded"),
  reason: z.string().nullable().describe("Why it was discarded"),
});
export type DeadLetter = z.output<typeof DeadLetter>;
export const DeadLetterPage = pageOf(DeadLetter);

export const DiscardInput = z.strictObject({ reason: Reason.describe("Why it is given up") });

/** Which open dead letters to retry; at least one condition, so that nobody retries everything by an empty body. */
export const RetryManyInput = z
  .strictObject(filters)
  .refine((given) => Object.values(given).some((value) => value !== undefined), "Name at least one condition");
export type RetryManyInput = z.output<typeof RetryManyInput>;

export const RetriedMany = z.object({ retried: z.int().describe("How many were queued again") });
