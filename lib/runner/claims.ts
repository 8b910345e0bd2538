import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { lockedInOrder } from "../db/locks.ts";
import { read, transaction } from "../db/transaction.ts";

/** A run that this process alone may advance while its lease lasts. `lease` is the fencing token of every later write. */
export interface ClaimedRun {
  readonly id: string;
  readonly functionId: string;
  readonly event: unknown;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lease: number;
  /** Counts the events that steps of the run waited for and got. */
  readonly wakes: number;
}

export interface ClaimOptions {
  /** The functions that this process has; runs of others are left to other releases. */
  readonly functionIds: readonly string[];
  readonly leaseMs: number;
}

/** Serializes claims of runs with a concurrency key, in all processes: the count of busy ones must be true while it decides. */
const KEYED_CLAIMS_LOCK = 7_262_841;

const FREE = Prisma.sql`r.status = 'queued' AND r.next_on <= now() AND (r.leased_until IS NULL OR r.leased_until < now())`;

/** Takes the `due` runs. A lease that ran out was a process that died: it uses up an attempt, lest it die of the run for ever. */
const take = (due: Prisma.Sql, leaseMs: number): Prisma.Sql => Prisma.sql`
  UPDATE function_runs r SET lease = r.lease + 1, leased_until = now() + make_interval(secs => ${leaseMs / 1000}::float8),
    attempt = r.attempt + (r.leased_until IS NOT NULL)::int
  FROM ${due} WHERE r.id = due.id
  RETURNING r.id, r.function_id AS "functionId", r.event, r.attempt, r.max_attempts AS "maxAttempts", r.lease, r.wakes`;

/** Takes up to `limit` due runs of functions without a concurrency limit. */
export const claimFree = (limit: number, { functionIds, leaseMs }: ClaimOptions): Promise<ClaimedRun[]> =>
  read(
    (db) => db.$queryRaw<ClaimedRun[]>`
    WITH due AS MATERIALIZED (
      SELECT r.id FROM function_runs r WHERE ${FREE} AND r.concurrency_key IS NULL AND r.function_id = ANY(${functionIds}::text[])
      ORDER BY r.next_on LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    ${take(Prisma.sql`due`, leaseMs)}`,
  );

/** Takes up to `limit` due runs of functions with a concurrency limit, no more of a key than its limit leaves. */
export async function claimKeyed(limit: number, options: ClaimOptions): Promise<ClaimedRun[]> {
  const { functionIds } = options;
  if (functionIds.length === 0) {
    return [];
  }
  const [waiting] = await read(
    (db) => db.$queryRaw<{ any: boolean }[]>`
    SELECT EXISTS (SELECT FROM function_runs r WHERE ${FREE} AND r.concurrency_key IS NOT NULL
      AND r.function_id = ANY(${functionIds}::text[])) AS any`,
  );
  return waiting?.any ? transaction((tx) => takeKeyed(tx, limit, options)) : [];
}

async function takeKeyed(tx: Db, limit: number, { functionIds, leaseMs }: ClaimOptions): Promise<ClaimedRun[]> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${KEYED_CLAIMS_LOCK}::bigint)`;
  // Each key is looked at once: a count for each run would be quadratic in the length of its queue.
  return await tx.$queryRaw<ClaimedRun[]>`
    WITH keys AS MATERIALIZED (
      SELECT function_id, concurrency_key, max(concurrency_limit) AS allowed,
        count(*) FILTER (WHERE leased_until >= now()) AS busy, min(next_on) AS oldest
      FROM function_runs WHERE status = 'queued' AND concurrency_key IS NOT NULL AND function_id = ANY(${functionIds}::text[])
        AND (next_on <= now() OR leased_until >= now())
      GROUP BY 1, 2),
    due AS MATERIALIZED (
      SELECT d.id FROM keys k CROSS JOIN LATERAL (
        SELECT r.id, r.next_on FROM function_runs r
        WHERE ${FREE} AND r.function_id = k.function_id AND r.concurrency_key = k.concurrency_key
        ORDER BY r.next_on, r.id LIMIT greatest(k.allowed - k.busy, 0) FOR UPDATE SKIP LOCKED) d
      ORDER BY d.next_on LIMIT ${limit})
    ${take(Prisma.sql`due`, leaseMs)}`;
}

/** A run with its fencing token. */
export interface Lease {
  readonly id: string;
  readonly lease: number;
}

const held = (leases: readonly Lease[]): Prisma.Sql =>
  Prisma.sql`unnest(${leases.map(({ id }) => id)}::uuid[], ${leases.map(({ lease }) => lease)}::int[]) AS held(id, lease)`;

/** A lease as one word. */
export const leaseKey = ({ id, lease }: Lease): string => `${id}#${lease}`;

/** Prolongs leases; returns the keys of those that are still this process's. */
export async function renewLeases(leases: readonly Lease[], leaseMs: number): Promise<Set<string>> {
  const renewed = await read(
    (db) => db.$queryRaw<Lease[]>`
    WITH locked AS MATERIALIZED (${lockedInOrder(
      "function_runs",
      leases.map(({ id }) => id),
    )})
    UPDATE function_runs r SET leased_until = now() + make_interval(secs => ${leaseMs / 1000}::float8)
    FROM ${held(leases)} JOIN locked USING (id)
    WHERE r.id = held.id AND r.lease = held.lease AND r.status = 'queued' AND r.leased_until IS NOT NULL RETURNING r.id, r.lease`,
  );
  return new Set(renewed.map(leaseKey));
}
