import { clock } from "../../core/clock.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { ExecutionRow } from "./record.ts";

/** An effect that is still to be had. */
export interface PendingEffect {
  readonly entityId: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly entityVersion: number | null;
}

/** The next effects of a run that are still to be had, by entity. */
export const pendingOf = (db: Db, executionId: string, limit: number): Promise<PendingEffect[]> => db.$queryRaw<
  PendingEffect[]
>`
  SELECT entity_id AS "entityId", metrics, entity_version AS "entityVersion" FROM rule_effects
  WHERE execution_id = ${executionId}::uuid AND status = 'pending' ORDER BY entity_id LIMIT ${limit}`;

const pendingAmong = ({ executionId }: ExecutionRow, entityIds: readonly string[]): Prisma.Sql =>
  Prisma.sql`f.execution_id = ${executionId}::uuid AND f.entity_id = ANY(${[...entityIds]}::uuid[]) AND f.status = 'pending'`;

/**
 * Settles effects that are pending, by entity → why, where there is something to say; none of a run that is no longer under way.
 * Returns how many it settled.
 */
export async function settle(
  db: Db,
  run: ExecutionRow,
  status: "applied" | "skipped" | "failed",
  entities: ReadonlyMap<string, string | null>,
): Promise<number> {
  const ids = [...entities.keys()];
  if (ids.length === 0) {
    return 0;
  }
  const errors = [...entities.values()].map((error) => error?.slice(0, 500) ?? null);
  return db.$executeRaw`
    UPDATE rule_effects f SET status = ${status}, error = s.error, attempts = f.attempts + 1,
      applied_on = ${status === "applied" ? clock.now() : null}
    FROM unnest(${ids}::uuid[], ${errors}::text[]) s (entity_id, error)
    WHERE ${pendingAmong(run, ids)} AND f.entity_id = s.entity_id
      AND EXISTS (SELECT 1 FROM rule_executions x WHERE x.id = ${run.executionId}::uuid AND x.status = 'running')`;
}

/** Counts a try that came to nothing. */
export const noteAttempts = (db: Db, run: ExecutionRow, entityIds: readonly string[]): Promise<number> =>
  db.$executeRaw`UPDATE rule_effects f SET attempts = f.attempts + 1 WHERE ${pendingAmong(run, entityIds)}`;
