import { randomUUID } from "node:crypto";
import { Prisma } from "../db/generated/client.ts";
import { lockedInOrder } from "../db/locks.ts";
import { read } from "../db/transaction.ts";
import type { Catalogue } from "./job.ts";

/** While a process is about to publish a job, no other does. A held job that has been called is called again after the second. */
const PROMISE_SEC = 60;
const RECALL_SEC = 5;

/** An event for what runs the jobs. The id is accepted once, however often it is sent. */
export interface JobEvent {
  readonly id: string;
  readonly name: string;
  readonly data: { readonly jobId: string; readonly key: string | null };
}

/** The event that asks for a job of the kind. */
export const requestedEvent = (kind: string): string => `rookery/${kind}`;

/** The event that a job waits for which its tenant's suspension has stopped on the way. */
export const RESUMED_EVENT = "rookery/job.resumed";

interface DueJob {
  readonly id: string;
  readonly kind: string;
  readonly status: "queued" | "held";
  readonly generation: number;
  readonly key: string | null;
}

/**
 * Promises up to `limit` due jobs of known kinds to this process, to be published. Those of a suspended or deleted tenant are kept
 * back, the ones stopped on the way included (SRS §6.5).
 */
export async function takeDue({ kinds, unhaltedKinds }: Catalogue, limit: number): Promise<JobEvent[]> {
  const due = await read(
    (db) => db.$queryRaw<DueJob[]>`
    WITH due AS MATERIALIZED (
      SELECT j.id FROM jobs j
      WHERE j.status IN ('queued', 'held') AND j.published_on IS NULL AND j.run_at <= now()
        AND (j.promised_until IS NULL OR j.promised_until <= now()) AND j.kind = ANY(${[...kinds]}::text[])
        AND (j.tenant_id IS NULL OR j.kind = ANY(${[...unhaltedKinds]}::text[])
          OR EXISTS (SELECT FROM tenants t WHERE t.id = j.tenant_id AND t.is_active AND t.deleted_on IS NULL))
      ORDER BY j.run_at LIMIT ${limit} FOR UPDATE OF j SKIP LOCKED)
    UPDATE jobs j
    SET promised_until = now() + make_interval(secs => CASE j.status WHEN 'held' THEN ${RECALL_SEC}::float8 ELSE ${PROMISE_SEC}::float8 END)
    FROM due WHERE j.id = due.id RETURNING j.id, j.kind, j.status, j.generation, j.concurrency_key AS key`,
  );
  return due.map(eventOf);
}

/** The first request for a job has the job's own id, so that a repetition is recognised; each retry of its dead letter is another. */
const eventOf = ({ id: jobId, kind, status, generation, key }: DueJob): JobEvent =>
  status === "held"
    ? { id: `${jobId}:resumed:${randomUUID()}`, name: RESUMED_EVENT, data: { jobId, key } }
    : { id: generation === 0 ? jobId : `${jobId}:${generation}`, name: requestedEvent(kind), data: { jobId, key } };

/** Writes down that the events are on their way. A job stopped on the way stays unpublished until its run has heard the call. */
export async function markPublished(events: readonly JobEvent[]): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    WITH locked AS MATERIALIZED (${lockedInOrder("jobs", idsOf(events))})
    UPDATE jobs SET published_on = now(), promised_until = NULL
    WHERE id IN (SELECT id FROM locked) AND status = 'queued' AND published_on IS NULL`,
  );
}

/** Takes the promise back that could not be kept, to be made again in `delayMs`. */
export async function withdrawPromise(events: readonly JobEvent[], delayMs: number): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    WITH locked AS MATERIALIZED (${lockedInOrder("jobs", idsOf(events))})
    UPDATE jobs SET promised_until = now() + make_interval(secs => ${delayMs / 1000}::float8)
    WHERE id IN (SELECT id FROM locked) AND published_on IS NULL`,
  );
}

const idsOf = (events: readonly JobEvent[]): string[] => events.map(({ data }) => data.jobId);

/** Has the job run anew, as if it had just been enqueued; sets what `jobs` rows `condition` chooses. */
export const requeued = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
  UPDATE jobs j SET status = 'queued', generation = j.generation + 1, attempts = 0, run_at = now(), published_on = NULL,
    promised_until = NULL, run_id = NULL, run_lease = NULL, started_on = NULL, finished_on = NULL
  WHERE j.status = 'failed' AND ${condition}`;
