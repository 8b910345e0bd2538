import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import { MAX_ATTEMPTS } from "./failure.ts";
import type { Catalogue } from "./job.ts";

/** Longer than any attempt may take, so that no heart-beat is needed. */
const LEASE_SEC = 60;

/** A job that this process alone may run until its lease ends. `lease` is the fencing token of every later write. */
export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly tenantId: string | null;
  readonly attempt: number;
  readonly lease: string;
}

/** A due job that has been promised to the external executor. */
export interface DispatchedJob {
  readonly id: string;
  readonly attempt: number;
  readonly lease: string;
}

/** Due jobs of known kinds; those of a halted tenant are held (SRS §6.5). */
const due = ({ kinds, unhaltedKinds }: Catalogue, extra: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT j.id FROM jobs j
  WHERE j.status = 'queued' AND j.run_at <= now() AND j.kind = ANY(${[...kinds]}::text[]) ${extra}
    AND (j.tenant_id IS NULL OR j.kind = ANY(${[...unhaltedKinds]}::text[])
      OR EXISTS (SELECT 1 FROM tenants t WHERE t.id = j.tenant_id AND t.is_active AND t.deleted_on IS NULL))
  ORDER BY j.run_at FOR UPDATE OF j SKIP LOCKED`;

const claim = (db: Db, candidates: Prisma.Sql, limit: number): Promise<ClaimedJob[]> => db.$queryRaw<ClaimedJob[]>`
  WITH due AS MATERIALIZED (${candidates} LIMIT ${limit})
  UPDATE jobs j SET status = 'running', attempts = j.attempts + 1, lease = gen_random_uuid(),
    lease_until = now() + make_interval(secs => ${LEASE_SEC})
  FROM due WHERE j.id = due.id
  RETURNING j.id, j.kind, j.payload, j.tenant_id AS "tenantId", j.attempts AS attempt, j.lease`;

/** Takes up to `limit` due jobs for this process. */
export const claimDue = (catalogue: Catalogue, limit: number): Promise<ClaimedJob[]> =>
  read((db) => claim(db, due(catalogue, Prisma.empty), limit));

/** Takes one job; null when it is not due, held, or somebody else's. */
export async function claimById(catalogue: Catalogue, jobId: string): Promise<ClaimedJob | null> {
  const [claimed] = await read((db) => claim(db, due(catalogue, Prisma.sql`AND j.id = ${jobId}::uuid`), 1));
  return claimed ?? null;
}

/** Promises up to `limit` due jobs to the external executor; one that is not taken up within the lease is promised again. */
export const claimForDispatch = (catalogue: Catalogue, limit: number): Promise<DispatchedJob[]> =>
  read(
    (db) => db.$queryRaw<DispatchedJob[]>`
    WITH due AS MATERIALIZED (${due(catalogue, Prisma.sql`AND (j.lease_until IS NULL OR j.lease_until <= now())`)} LIMIT ${limit})
    UPDATE jobs j SET lease = gen_random_uuid(), lease_until = now() + make_interval(secs => ${LEASE_SEC})
    FROM due WHERE j.id = due.id RETURNING j.id, j.attempts + 1 AS attempt, j.lease`,
  );

/** Takes a promise back that could not be delivered, to be made again in `delayMs`. */
export async function withdrawDispatch(jobs: readonly DispatchedJob[], delayMs: number): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    UPDATE jobs SET lease = NULL, lease_until = now() + make_interval(secs => ${delayMs / 1000}::float8)
    WHERE status = 'queued' AND lease = ANY(${jobs.map(({ lease }) => lease)}::uuid[])`,
  );
}

/** What becomes of a job after an attempt. Every write is fenced: false when another process holds the job by now. */
async function conclude({ id, lease }: ClaimedJob, set: Prisma.Sql): Promise<boolean> {
  const updated = await read(
    (db) => db.$executeRaw`
    UPDATE jobs SET ${set}, lease = NULL, lease_until = NULL
    WHERE id = ${id}::uuid AND lease = ${lease}::uuid AND status = 'running'`,
  );
  return updated === 1;
}

export const markSucceeded = (claimed: ClaimedJob): Promise<boolean> =>
  conclude(claimed, Prisma.sql`status = 'succeeded', finished_on = now(), last_error = NULL`);

export const markForRetry = (claimed: ClaimedJob, error: string, delayMs: number): Promise<boolean> =>
  conclude(
    claimed,
    Prisma.sql`status = 'queued', last_error = ${error}, run_at = now() + make_interval(secs => ${delayMs / 1000}::float8)`,
  );

/** The dead letter: nothing runs it again by itself. */
export const markFailed = (claimed: ClaimedJob, error: string): Promise<boolean> =>
  conclude(claimed, Prisma.sql`status = 'failed', finished_on = now(), last_error = ${error}`);

/** Gives the job back as if this attempt had not been. */
export const release = (claimed: ClaimedJob): Promise<boolean> =>
  conclude(claimed, Prisma.sql`status = 'queued', attempts = greatest(attempts - 1, 0)`);

/** Frees jobs whose process died. The attempt stays spent, so that a job that kills its process does not do so for ever. */
export const reclaimExpired = (delayMs: number): Promise<{ id: string; kind: string; status: string }[]> =>
  read(
    (db) => db.$queryRaw<{ id: string; kind: string; status: string }[]>`
    UPDATE jobs SET lease = NULL, lease_until = NULL, last_error = 'The process that ran it stopped answering',
      status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'failed' ELSE 'queued' END,
      finished_on = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN now() END,
      run_at = now() + make_interval(secs => ${delayMs / 1000}::float8)
    WHERE status = 'running' AND lease_until <= now() RETURNING id, kind, status`,
  );

/** Whether the job may go on: `lost` when its lease is another's, `halted` when its tenant has been suspended or deleted. */
export async function standingOf({ id, lease }: ClaimedJob): Promise<"fine" | "halted" | "lost"> {
  const [row] = await read(
    (db) => db.$queryRaw<{ is_halted: boolean }[]>`
    SELECT coalesce(NOT t.is_active OR t.deleted_on IS NOT NULL, false) AS is_halted
    FROM jobs j LEFT JOIN tenants t ON t.id = j.tenant_id
    WHERE j.id = ${id}::uuid AND j.lease = ${lease}::uuid AND j.status = 'running' AND j.lease_until > now()`,
  );
  if (!row) {
    return "lost";
  }
  return row.is_halted ? "halted" : "fine";
}
