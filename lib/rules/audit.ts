import type { AuditAction } from "../audit/actions.ts";
import { type RuleRow, toRule } from "./queries.ts";
import type { RuleChange } from "./service.ts";

/** What an audit row of a rule is about. */
export const aboutRule = ({ ruleId, tenantId }: Pick<RuleRow, "ruleId" | "tenantId">) => ({
  entityType: "rule" as const,
  entityId: ruleId,
  tenantId,
});

/** What the rule says and whether it runs; how its runs went is theirs to tell. */
function snapshotOf(rule: RuleRow): object {
  const { lastExecution: _, reading: __, state: ___, ...kept } = toRule(rule);
  return kept;
}

/** The row of a creation. */
export const ruleCreated = (rule: RuleRow) => ({
  ...aboutRule(rule),
  action: "RULE_CREATED" as const,
  after: snapshotOf(rule),
});

/** The row of a change: the rule before and after, and why. */
export const ruleChanged = <A extends AuditAction>(action: A, { before, after }: RuleChange, reason?: string) => ({
  ...aboutRule(after),
  action,
  reason,
  before: snapshotOf(before),
  after: snapshotOf(after),
});
