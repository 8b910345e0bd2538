import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { parkedWhy } from "./execution/guard.ts";
import { type PlannedRule, plan } from "./planning/plan.ts";
import { populationSize } from "./planning/population-size.ts";
import type { Rule } from "./schema.ts";

/** What bounds a run of the rule. */
export type Bounds = Pick<Rule, "mode" | "maxImpact">;

/** Whom the rule would hit at a moment, the first `limit` by id, and whether a run would have to wait for an approval (decisions §5 execution). */
export async function tryOut(db: Db, rule: PlannedRule, { mode, maxImpact }: Bounds, now: Date, limit: number) {
  const { entity } = rule.condition;
  const { impacted, total } = await plan(db, rule, now, limit);
  const evaluated = await populationSize(db, entity, rule.tenantId);
  const maxImpactPercent = (await configuration())["rules.maxImpactPercent"];
  return {
    dryRun: true as const,
    evaluatedAt: now,
    evaluated,
    impacted: impacted.map(({ metrics, ...rest }) => ({
      ...rest,
      metrics: { ...metrics },
      entityType: entity,
      plannedAction: rule.action,
    })),
    impactedTotal: total,
    parkedWhy: mode === "observe" ? null : parkedWhy(total, evaluated, { maxImpact, maxImpactPercent }),
  };
}
