import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { type RuleState, toldOf } from "./state.ts";

/** Joins and a condition that keep the rules `r`, with their version `v`, that stand in one way. */
export interface StateFilter {
  readonly joins: Prisma.Sql;
  readonly where: Prisma.Sql;
}

/**
 * Keeps the rules of a state, as `ruleState` tells it. What only the language knows of a condition is asked of each condition in
 * force, of which there are as many as run every minute; the rest is SQL, so that pages are cut there. `runs` are the runs of a rule
 * that the reader may know of.
 */
export async function stateFilter(db: Db, state: RuleState, runs: Prisma.Sql): Promise<StateFilter> {
  if (state === "disabled") {
    return { joins: Prisma.empty, where: Prisma.sql`NOT r.is_enabled` };
  }
  const inForce = await db.$queryRaw<{ condition: string; action: string }[]>`
    SELECT DISTINCT v.condition, v.action FROM rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version
    WHERE r.is_enabled AND r.archived_on IS NULL`;
  const told = inForce.map(({ condition, action }) => ({ condition, action, ...toldOf(condition, action) }));
  return {
    joins: Prisma.sql`
      JOIN unnest(${told.map(({ condition }) => condition)}::text[], ${told.map(({ action }) => action)}::text[],
          ${told.map(({ compiles }) => compiles)}::bool[], ${told.map(({ hasData }) => hasData)}::bool[],
          ${told.map(({ bucketSec }) => bucketSec)}::int[]) AS told(condition, action, compiles, has_data, bucket_sec)
        ON told.condition = v.condition AND told.action = v.action
      LEFT JOIN LATERAL (SELECT x.status, x.total, x.created_on FROM rule_executions x WHERE x.rule_id = r.id ${runs}
        ORDER BY x.created_on DESC, x.id DESC LIMIT 1) last ON true`,
    where: Prisma.sql`r.is_enabled AND ${stateAt(clock.now())} = ${state}`,
  };
}

/** The state of an enabled rule: the first that is so, in the order of `ruleState`. */
const stateAt = (now: Date): Prisma.Sql => Prisma.sql`CASE
  WHEN NOT told.compiles THEN 'error'
  WHEN last.status IN ('failed', 'partially_failed') AND last.created_on >= r.updated_on THEN 'error'
  WHEN NOT told.has_data THEN 'no_data'
  WHEN v.mode = 'observe' THEN 'observing'
  WHEN last.total > 0 AND last.status <> 'cancelled' AND (last.status IN ('queued', 'running', 'awaiting_approval')
    OR last.created_on > ${now}::timestamptz - make_interval(secs => told.bucket_sec)) THEN 'firing'
  ELSE 'normal' END`;
