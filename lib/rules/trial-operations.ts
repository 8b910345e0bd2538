import { z } from "zod";
import { type Context, operation } from "../operation/operation.ts";
import { aboutRule } from "./audit.ts";
import { path } from "./examples.ts";
import { enqueueRun } from "./execution/job.ts";
import { insertExecution } from "./execution/record.ts";
import { ExecutionStarted } from "./execution-schema.ts";
import { existingRule } from "./operations.ts";
import { plannedRule } from "./planned.ts";
import { plan } from "./planning/plan.ts";
import { populationSize } from "./planning/population-size.ts";
import { RULE_RUNNERS } from "./policies.ts";
import type { RuleRow } from "./queries.ts";
import { RulePath } from "./schema.ts";
import { ExecuteRuleQuery, RuleDryRun } from "./trial-schema.ts";

async function dryRun({ db, now }: Context, row: RuleRow, limit: number) {
  const rule = plannedRule(row, now);
  const { entity } = rule.condition;
  const { impacted, total } = await plan(db, rule, now, limit);
  const evaluated = await populationSize(db, entity, rule.tenantId);
  const figures = { ruleVersion: row.version, evaluated, impactedTotal: total };
  return {
    answer: { status: 200 as const, message: "Dry run: nothing was changed" },
    data: {
      dryRun: true as const,
      ...figures,
      evaluatedAt: now,
      impacted: impacted.map(({ metrics, ...rest }) => ({
        ...rest,
        metrics: { ...metrics },
        entityType: entity,
        plannedAction: rule.action,
      })),
    },
    audit: { ...aboutRule(row), action: "RULE_DRY_RUN" as const, after: figures },
  };
}

/** The run is planned by its job: what it will hit is what is true then. */
async function start({ db, actor, now }: Context, row: RuleRow) {
  const { ruleId, version } = row;
  plannedRule(row, now);
  const executionId = await insertExecution(db, { ruleId, version, trigger: "manual", startedById: actor.id }, now);
  await enqueueRun(db, { executionId, ruleId }, 1);
  const after = { executionId, ruleVersion: version, trigger: "manual" };
  return {
    data: { executionId, status: "queued" as const },
    audit: { ...aboutRule(row), action: "RULE_EXECUTED" as const, after },
  };
}

export const executeRule = operation({
  name: "executeRule",
  summary: "Run a rule once, a disabled one too; with dryRun=true list whom it would act on",
  http: { method: "POST", path: "/rules/{ruleId}/execute", status: 202, message: "Rule execution queued" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_EXECUTED", "RULE_DRY_RUN"],
  entityType: "rule",
  idempotent: true,
  input: { path: RulePath, query: ExecuteRuleQuery },
  output: z.union([ExecutionStarted, RuleDryRun]),
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path },
    output: { executionId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c050", status: "queued" },
  },
  async run(ctx, { path: { ruleId }, query }) {
    const row = await existingRule(ctx, ruleId);
    return query.dryRun ? dryRun(ctx, row, query.limit) : start(ctx, row);
  },
});
