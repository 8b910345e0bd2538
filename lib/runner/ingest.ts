import { v7 as uuidv7 } from "uuid";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import type { FunctionConfig, Functions } from "./configuration.ts";
import type { Event } from "./protocol.ts";

/** A run that an event asks for. */
export interface Wanted {
  readonly config: FunctionConfig;
  readonly event: Event;
}

/** Rows for function_runs from `wanted`, as a relation `w`. */
export function runRows(wanted: readonly Wanted[]): Prisma.Sql {
  const column = <T>(of: (one: Wanted) => T): T[] => wanted.map(of);
  return Prisma.sql`unnest(
    ${column(() => uuidv7())}::uuid[], ${column(({ config }) => config.id)}::text[], ${column(({ event }) => event.id)}::text[],
    ${column(({ event }) => JSON.stringify(event))}::text[],
    ${column(({ config, event }) => config.idempotencyKey?.(event) ?? null)}::text[],
    ${column(({ config, event }) => config.concurrency?.key(event) ?? null)}::text[],
    ${column(({ config }) => config.concurrency?.limit ?? null)}::int[], ${column(({ config }) => config.maxAttempts)}::int[]
  ) AS w(id, function_id, event_id, event, idempotency_key, concurrency_key, concurrency_limit, max_attempts)`;
}

/** The insertion of rows `w`; a function runs once for an event and once for an idempotency key. */
export const insertRuns = (from: Prisma.Sql): Prisma.Sql => Prisma.sql`
  INSERT INTO function_runs (id, function_id, event_id, event, idempotency_key, concurrency_key, concurrency_limit, max_attempts)
  SELECT w.id, w.function_id, w.event_id, w.event::json, w.idempotency_key, w.concurrency_key, w.concurrency_limit, w.max_attempts
  FROM ${from} ON CONFLICT DO NOTHING RETURNING id`;

/**
 * Accepts events in one statement: the runs that they trigger exist with them, and steps that waited for one of them go on. An id
 * that was accepted before triggers nothing (until events are pruned). Returns how many runs there are to do.
 */
export async function ingest(events: readonly Event[], functions: Functions): Promise<number> {
  if (events.length === 0) {
    return 0;
  }
  const wanted = events.flatMap((event) =>
    (functions.byEvent.get(event.name) ?? []).map((config): Wanted => ({ config, event })),
  );
  // Runs are locked before their steps, as everywhere.
  const [row] = await read(
    (db) => db.$queryRaw<{ runs: number }[]>`
    WITH fresh AS MATERIALIZED (
      INSERT INTO function_events (id, name, payload)
      SELECT e.id, e.name, e.payload::json FROM unnest(${events.map(({ id }) => id)}::text[], ${events.map(({ name }) => name)}::text[],
        ${events.map((event) => JSON.stringify(event))}::text[]) AS e(id, name, payload)
      ON CONFLICT DO NOTHING RETURNING id, name, payload),
    created AS (${insertRuns(Prisma.sql`${runRows(wanted)} JOIN fresh ON fresh.id = w.event_id`)}),
    awaited AS MATERIALIZED (
      SELECT r.id AS run_id, s.id AS step_id, fresh.payload FROM fresh
      JOIN function_steps s ON s.status = 'waiting' AND s.awaited_event = fresh.name
        AND (s.awaited_path IS NULL OR s.awaited_value = fresh.payload #>> string_to_array(s.awaited_path, '.'))
      JOIN function_runs r ON r.id = s.run_id ORDER BY r.id FOR UPDATE OF r),
    woken AS (
      UPDATE function_runs r SET wakes = r.wakes + 1, next_on = CASE WHEN r.leased_until IS NULL THEN now() ELSE r.next_on END
      FROM (SELECT DISTINCT run_id FROM awaited) a WHERE r.id = a.run_id RETURNING r.id),
    answered AS (
      UPDATE function_steps s SET status = 'done', data = a.payload, next_on = NULL
      FROM awaited a WHERE s.run_id = a.run_id AND s.id = a.step_id AND s.status = 'waiting' RETURNING 1)
    SELECT ((SELECT count(*) FROM created) + (SELECT count(*) FROM woken))::int AS runs`,
  );
  return row?.runs ?? 0;
}

/** Creates runs that no accepted event asks for: those of schedules. */
export async function createRuns(tx: Db, wanted: readonly Wanted[]): Promise<void> {
  if (wanted.length > 0) {
    await tx.$queryRaw`${insertRuns(runRows(wanted))}`;
  }
}
