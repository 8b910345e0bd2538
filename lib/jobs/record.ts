import { batched } from "../core/batched.ts";
import { singleton } from "../core/singleton.ts";
import { Prisma } from "../db/generated/client.ts";
import { lockedInOrder } from "../db/locks.ts";
import { read } from "../db/transaction.ts";

/** The run that works on a job; `lease` fences its writes where there is one. */
export interface RunOfJob {
  readonly jobId: string;
  readonly runId: string;
  readonly lease: number;
}

/** What a run learns when it takes its job up. */
export interface Standing {
  readonly payload: unknown;
  /** True when the tenant is suspended or deleted: the run is to wait. */
  readonly isHeld: boolean;
  /** The how-manieth hold this is, for the name of the wait. */
  readonly holds: number;
}

interface Beginning extends RunOfJob {
  readonly attempt: number;
  readonly haltsWithTenant: boolean;
}

const OVER = Prisma.sql`('succeeded', 'failed', 'cancelled')`;
const IS_HALTED = Prisma.sql`t.id IS NOT NULL AND (NOT t.is_active OR t.deleted_on IS NOT NULL)`;

const column = <I, T>(items: readonly I[], of: (item: I, index: number) => T): T[] => items.map(of);

async function beginAll(items: readonly Beginning[]): Promise<(Standing | null)[]> {
  const begun = await read(
    (db) => db.$queryRaw<(Standing & { id: string })[]>`
    WITH locked AS MATERIALIZED (${lockedInOrder(
      "jobs",
      column(items, ({ jobId }) => jobId),
    )})
    UPDATE jobs j SET status = CASE WHEN s.is_held THEN 'held' ELSE 'running' END,
      holds = j.holds + (s.is_held AND j.status <> 'held')::int, attempts = s.attempt, run_id = s.run_id, run_lease = s.lease,
      started_on = coalesce(j.started_on, now()), promised_until = NULL,
      published_on = CASE WHEN s.is_held THEN NULL ELSE coalesce(j.published_on, now()) END
    FROM (
      SELECT b.*, b.halts AND ${IS_HALTED} AS is_held
      FROM unnest(${column(items, ({ jobId }) => jobId)}::uuid[], ${column(items, ({ runId }) => runId)}::text[],
        ${column(items, ({ lease }) => lease)}::int[], ${column(items, ({ attempt }) => attempt)}::int[],
        ${column(items, ({ haltsWithTenant }) => haltsWithTenant)}::bool[]) AS b(job_id, run_id, lease, attempt, halts)
      JOIN locked ON locked.id = b.job_id JOIN jobs o ON o.id = b.job_id LEFT JOIN tenants t ON t.id = o.tenant_id) s
    WHERE j.id = s.job_id AND j.status NOT IN ${OVER} AND (j.run_id IS DISTINCT FROM s.run_id OR j.run_lease <= s.lease)
    RETURNING j.id, j.payload, j.holds, j.status = 'held' AS "isHeld"`,
  );
  const byId = new Map(begun.map((standing) => [standing.id, standing]));
  return items.map(({ jobId }) => byId.get(jobId) ?? null);
}

/** Takes the job up for an attempt; null when it is over, unknown, or a later lease of the run has it. */
export const begin = (beginning: Beginning): Promise<Standing | null> =>
  singleton("jobBeginnings", () => batched(beginAll))(beginning);

/** A finished try. Without `step` it is the job's own: it ends the job, or has it wait for the next try. */
export interface Try extends RunOfJob {
  readonly step: string | null;
  readonly attempt: number;
  readonly error: string | null;
  readonly startedOn: Date;
}

async function recordAll(tries: readonly Try[]): Promise<boolean[]> {
  const recorded = await read(
    (db) => db.$queryRaw<{ index: number }[]>`
    WITH locked AS MATERIALIZED (${lockedInOrder(
      "jobs",
      column(tries, ({ jobId }) => jobId),
    )}),
    tries AS MATERIALIZED (
      SELECT c.* FROM unnest(${column(tries, (_, index) => index)}::int[], ${column(tries, ({ jobId }) => jobId)}::uuid[],
        ${column(tries, ({ runId }) => runId)}::text[], ${column(tries, ({ lease }) => lease)}::int[],
        ${column(tries, ({ step }) => step)}::text[], ${column(tries, ({ attempt }) => attempt)}::int[],
        ${column(tries, ({ error }) => error)}::text[], ${column(tries, ({ startedOn }) => startedOn.toISOString())}::timestamptz[])
        AS c(index, job_id, run_id, lease, step, attempt, error, started_on)
      JOIN locked ON locked.id = c.job_id
      JOIN jobs j ON j.id = c.job_id AND j.run_id = c.run_id AND j.run_lease = c.lease AND j.status NOT IN ${OVER}),
    kept AS (
      INSERT INTO job_attempts (job_id, step, attempt, outcome, error, started_on)
      SELECT job_id, step, attempt, CASE WHEN error IS NULL THEN 'succeeded' ELSE 'failed' END, error, started_on FROM tries ORDER BY index),
    updated AS (
      UPDATE jobs j SET last_error = t.error, status = CASE WHEN t.error IS NULL THEN 'succeeded' ELSE 'queued' END,
        finished_on = CASE WHEN t.error IS NULL THEN now() END
      FROM tries t WHERE j.id = t.job_id AND j.run_lease = t.lease AND (t.step IS NULL OR t.error IS NOT NULL))
    SELECT index FROM tries`,
  );
  const indexes = new Set(recorded.map(({ index }) => index));
  return tries.map((_, index) => indexes.has(index));
}

/** Writes down a finished try; false when the run may no longer write. */
export const recordTry = (finished: Try): Promise<boolean> => singleton("jobTries", () => batched(recordAll))(finished);

/** Whether the run may go on: `lost` when the job is over or another's, `halted` when its tenant has been suspended or deleted. */
export async function standingOf({ jobId, runId, lease }: RunOfJob): Promise<"fine" | "halted" | "lost"> {
  const [row] = await read(
    (db) => db.$queryRaw<{ is_halted: boolean }[]>`
    SELECT ${IS_HALTED} AS is_halted FROM jobs j LEFT JOIN tenants t ON t.id = j.tenant_id
    WHERE j.id = ${jobId}::uuid AND j.run_id = ${runId} AND j.run_lease = ${lease}::int AND j.status NOT IN ${OVER}`,
  );
  if (!row) {
    return "lost";
  }
  return row.is_halted ? "halted" : "fine";
}

/** Has the job wait for its tenant; returns the how-manieth hold this is. */
export async function hold({ jobId, runId, lease }: RunOfJob): Promise<number> {
  const [row] = await read(
    (db) => db.$queryRaw<{ holds: number }[]>`
    UPDATE jobs SET status = 'held', holds = holds + 1, published_on = NULL
    WHERE id = ${jobId}::uuid AND run_id = ${runId} AND run_lease = ${lease}::int AND status NOT IN ${OVER} RETURNING holds`,
  );
  return row?.holds ?? 0;
}

/** Enters the job of a scheduled run, once for the run. */
export async function enterScheduled(jobId: string, kind: string, runAt: Date): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    INSERT INTO jobs (id, kind, payload, run_at, published_on) VALUES (${jobId}::uuid, ${kind}, '{}', ${runAt.toISOString()}::timestamptz, now())
    ON CONFLICT DO NOTHING`,
  );
}
