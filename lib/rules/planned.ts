import { conflictOn } from "../core/errors.ts";
import type { RuleAction } from "./catalogue.ts";
import { compiled } from "./compiled.ts";
import { bucketOf } from "./planning/bucket.ts";
import type { PlannedRule } from "./planning/plan.ts";
import type { RuleRow } from "./queries.ts";

/** The rule's version in force, ready to be planned at a moment. Throws CONFLICT when archived, VALIDATION when it no longer compiles. */
export function plannedRule(rule: RuleRow, at: Date): PlannedRule {
  if (rule.archivedOn !== null) {
    throw conflictOn("archivedOn", "The rule is archived");
  }
  const condition = compiled(rule.condition, rule.action);
  const saved = { ruleId: rule.ruleId, version: rule.version, bucket: bucketOf(condition, at) };
  return { condition, action: rule.action, tenantId: rule.tenantId, saved };
}

/** A rule that is not saved, ready to be planned. Throws VALIDATION on a condition that does not compile. */
export const draftRule = (source: string, action: RuleAction, tenantId: string | null): PlannedRule => ({
  condition: compiled(source, action),
  action,
  tenantId,
  saved: null,
});
