import { raiseAlert } from "../../alerts/index.ts";
import { configuration } from "../../configuration/current.ts";
import type { Db } from "../../db/client.ts";
import { compiled } from "../compiled.ts";
import { bucketOf } from "../planning/bucket.ts";
import { type PlannedRule, planEffects } from "../planning/plan.ts";
import { populationSize } from "../planning/population-size.ts";
import { parkedWhy } from "./guard.ts";
import { type ExecutionRow, recount } from "./record.ts";

/** The version that the run is pinned to, ready to be planned. */
export function pinned(
  {
    ruleId,
    ruleVersion,
    condition: source,
    action,
    tenantId,
  }: Pick<ExecutionRow, "ruleId" | "ruleVersion" | "condition" | "action" | "tenantId">,
  at: Date,
): PlannedRule {
  const condition = compiled(source, action);
  return { condition, action, tenantId, saved: { ruleId, version: ruleVersion, bucket: bucketOf(condition, at) } };
}

/**
 * Plans a queued run in the caller's transaction: its effects are written down, and it goes on, or waits for an approval, or is over
 * already. Returns how many effects it has.
 */
export async function beginExecution(
  tx: Db,
  run: ExecutionRow,
  now: Date,
  within?: readonly string[],
): Promise<number> {
  const { executionId, mode, entity, tenantId, ruleId, maxImpact } = run;
  const isObserving = mode === "observe";
  const rule = pinned(run, now);
  const status = isObserving ? "observed" : "pending";
  const total = await planEffects(tx, rule, now, { executionId, status, ...(within && { within }) });
  const evaluated = await populationSize(tx, entity, tenantId);
  const maxImpactPercent = (await configuration())["rules.maxImpactPercent"];
  const why = isObserving ? null : parkedWhy(total, evaluated, { maxImpact, maxImpactPercent });
  await tx.ruleExecution.update({
    where: { id: executionId },
    data: { status: why ? "awaiting_approval" : "running", evaluatedOn: now, evaluated, total, parkedWhy: why },
    select: { id: true },
  });
  if (why) {
    await raiseAlert(tx, {
      type: "rule_awaits_approval",
      priority: "high",
      title: `Rule ${run.ruleName} waits for an approval`,
      summary: why,
      tenantId,
      entityType: "execution",
      entityId: executionId,
      dedupeKey: `rule-approval:${ruleId}`,
    });
  } else if (isObserving || total === 0) {
    await recount(tx, executionId, now, true);
  }
  return total;
}
