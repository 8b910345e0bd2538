import { batched } from "../core/batched.ts";
import { singleton } from "../core/singleton.ts";
import { Prisma } from "../db/generated/client.ts";
import { lockedInOrder } from "../db/locks.ts";
import { read } from "../db/transaction.ts";
import type { ClaimedRun, Lease } from "./claims.ts";
import { insertRuns, runRows, type Wanted } from "./ingest.ts";
import type { Event, Failure } from "./protocol.ts";

/** Another process has taken the run over: whatever this one still wants to write is refused. */
export class LostLease extends Error {
  override readonly name = "LostLease";
}

/** `planned` is one of several steps to run side by side, `waiting` is for an event. */
export type StepStatus = "done" | "failed" | "planned" | "sleeping" | "waiting";

/** What a run remembers of a step. */
export interface Step {
  readonly id: string;
  readonly name: string | null;
  readonly status: StepStatus;
  readonly attempt: number;
  /** Milliseconds on the process's monotonic clock from which the step is to be looked at again. */
  readonly dueAt: number;
  readonly data: unknown;
  readonly error: unknown;
  readonly awaits?: { readonly event: string; readonly path: string | null; readonly value: string | null };
}

/** Every write's condition: the lease is still the one under which the run was claimed. */
const isHeld = ({ id, lease }: Lease): Prisma.Sql =>
  Prisma.sql`id = ${id}::uuid AND lease = ${lease}::int AND status = 'queued'`;

/** The run's steps, in the order in which they ended. Times are the database's and arrive as delays, whatever this machine's clock says. */
export async function loadSteps(runId: string): Promise<Step[]> {
  const rows = await read(
    (db) => db.$queryRaw<(Omit<Step, "dueAt"> & { dueInMs: number })[]>`
    SELECT id, name, status, attempt, data, error, coalesce(extract(epoch FROM next_on - now()) * 1000, 0)::float8 AS "dueInMs"
    FROM function_steps WHERE run_id = ${runId}::uuid ORDER BY position`,
  );
  const now = performance.now();
  return rows.map(({ dueInMs, ...step }) => ({ ...step, dueAt: now + dueInMs }));
}

interface Save extends Lease {
  readonly steps: readonly Step[];
  readonly isProgress: boolean;
}

/** Remembers steps of several runs in one statement; true for the runs whose lease still held. */
async function saveAll(saves: readonly Save[]): Promise<boolean[]> {
  const steps = saves.flatMap(({ id: runId, steps: own }) => own.map((step) => ({ runId, step })));
  const column = <T>(of: (step: Step) => T): T[] => steps.map(({ step }) => of(step));
  const now = performance.now();
  const delay = (step: Step): number | null =>
    step.status === "done" || step.status === "failed" ? null : Math.max(0, step.dueAt - now);
  const held = await read(
    (db) => db.$queryRaw<{ id: string }[]>`
    WITH locked AS MATERIALIZED (${lockedInOrder(
      "function_runs",
      saves.map(({ id }) => id),
    )}),
    held AS MATERIALIZED (
      UPDATE function_runs r SET attempt = CASE WHEN h.is_progress THEN 0 ELSE r.attempt END
      FROM unnest(${saves.map(({ id }) => id)}::uuid[], ${saves.map(({ lease }) => lease)}::int[],
        ${saves.map(({ isProgress }) => isProgress)}::bool[]) AS h(id, lease, is_progress) JOIN locked USING (id)
      WHERE r.id = h.id AND r.lease = h.lease AND r.status = 'queued' RETURNING r.id),
    saved AS (
      INSERT INTO function_steps AS old (run_id, id, name, status, attempt, next_on, awaited_event, awaited_path, awaited_value, data, error)
      SELECT held.id, s.id, s.name, s.status, s.attempt, now() + make_interval(secs => s.delay_ms / 1000), s.awaited_event,
        s.awaited_path, s.awaited_value, s.data::json, s.error::json
      FROM unnest(${steps.map(({ runId }) => runId)}::uuid[], ${column(({ id }) => id)}::text[], ${column(({ name }) => name)}::text[],
        ${column(({ status }) => status)}::text[], ${column(({ attempt }) => attempt)}::int[], ${column(delay)}::float8[],
        ${column(({ awaits }) => awaits?.event ?? null)}::text[], ${column(({ awaits }) => awaits?.path ?? null)}::text[],
        ${column(({ awaits }) => awaits?.value ?? null)}::text[], ${column(({ data }) => jsonOf(data))}::text[],
        ${column(({ error }) => jsonOf(error))}::text[])
        AS s(run_id, id, name, status, attempt, delay_ms, awaited_event, awaited_path, awaited_value, data, error)
      JOIN held ON held.id = s.run_id
      ON CONFLICT (run_id, id) DO UPDATE SET status = excluded.status, attempt = excluded.attempt, next_on = excluded.next_on,
        data = excluded.data, error = excluded.error, position = excluded.position
      WHERE old.status NOT IN ('done', 'failed'))
    SELECT id FROM held`,
  );
  const ids = new Set(held.map(({ id }) => id));
  return saves.map(({ id }) => ids.has(id));
}

/** Remembers steps. `isProgress` gives the run its attempts back. Throws LostLease. */
export async function saveSteps({ id, lease }: Lease, steps: readonly Step[], isProgress: boolean): Promise<void> {
  if (!(await singleton("runnerSaves", () => batched(saveAll))({ id, lease, steps, isProgress }))) {
    throw new LostLease();
  }
}

const jsonOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

/**
 * Gives the run back until `delayMs` have passed, `attempt` attempts spent. False when an event that it waits for has come since it
 * was read. Throws LostLease.
 */
export async function park(run: ClaimedRun, delayMs: number, attempt: number, wakes: number): Promise<boolean> {
  const [row] = await read(
    (db) => db.$queryRaw<{ held: number; parked: number }[]>`
    WITH held AS MATERIALIZED (SELECT id FROM function_runs WHERE ${isHeld(run)}),
    parked AS (
      UPDATE function_runs SET next_on = now() + make_interval(secs => ${delayMs / 1000}::float8), attempt = ${attempt}::int,
        leased_until = NULL
      WHERE ${isHeld(run)} AND wakes = ${wakes}::int RETURNING id)
    SELECT (SELECT count(*) FROM held)::int AS held, (SELECT count(*) FROM parked)::int AS parked`,
  );
  if (!row?.held) {
    throw new LostLease();
  }
  return row.parked === 1;
}

/** How often the run has been woken by now. Throws LostLease. */
export async function wakesOf(run: Lease): Promise<number> {
  const [row] = await read(
    (db) => db.$queryRaw<{ wakes: number }[]>`SELECT wakes FROM function_runs WHERE ${isHeld(run)}`,
  );
  if (!row) {
    throw new LostLease();
  }
  return row.wakes;
}

/** Gives the run back at once and for free, for another process to go on with. */
export async function release(run: Lease): Promise<void> {
  await read(
    (db) => db.$executeRaw`UPDATE function_runs SET leased_until = NULL, next_on = now() WHERE ${isHeld(run)}`,
  );
}

interface Completion extends Lease {
  readonly output: unknown;
}

/** Ends runs well, together in one statement; true for those whose lease still held. */
const completeAll = async (completions: readonly Completion[]): Promise<boolean[]> => {
  const completed = await read(
    (db) => db.$queryRaw<{ id: string }[]>`
    WITH locked AS MATERIALIZED (${lockedInOrder(
      "function_runs",
      completions.map(({ id }) => id),
    )})
    UPDATE function_runs r SET status = 'completed', output = c.output::json, ended_on = now(), leased_until = NULL
    FROM unnest(${completions.map(({ id }) => id)}::uuid[], ${completions.map(({ lease }) => lease)}::int[],
      ${completions.map(({ output }) => jsonOf(output))}::text[]) AS c(id, lease, output) JOIN locked USING (id)
    WHERE r.id = c.id AND r.lease = c.lease AND r.status = 'queued' RETURNING r.id`,
  );
  const ids = new Set(completed.map(({ id }) => id));
  return completions.map(({ id }) => ids.has(id));
};

/** Ends the run well. Throws LostLease. */
export async function complete(run: Lease, output: unknown): Promise<void> {
  const { id, lease } = run;
  const isDone = await singleton("runnerCompletions", () => batched(completeAll))({ id, lease, output });
  if (!isDone) {
    throw new LostLease();
  }
}

/** Ends the run badly. The event that says so and the runs of its handlers exist with that. Throws LostLease. */
export async function fail(run: Lease, error: Failure, event: Event, handlers: readonly Wanted[]): Promise<void> {
  const [row] = await read(
    (db) => db.$queryRaw<{ held: number }[]>`
    WITH held AS MATERIALIZED (
      UPDATE function_runs SET status = 'failed', error = ${JSON.stringify(error)}::json, ended_on = now(), leased_until = NULL
      WHERE ${isHeld(run)} RETURNING id),
    accepted AS (
      INSERT INTO function_events (id, name, payload)
      SELECT ${event.id}, ${event.name}, ${JSON.stringify(event)}::json FROM held ON CONFLICT DO NOTHING RETURNING id),
    created AS (${insertRuns(Prisma.sql`held CROSS JOIN ${runRows(handlers)}`)})
    SELECT count(*)::int AS held FROM held`,
  );
  if (!row?.held) {
    throw new LostLease();
  }
}
