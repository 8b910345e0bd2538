import { operation, type Policy } from "../operation/operation.ts";
import { aboutRule } from "./audit.ts";
import { example, path } from "./examples.ts";
import { existingRule } from "./operations.ts";
import { plannedRule } from "./planned.ts";
import { plan } from "./planning/plan.ts";
import { populationSize } from "./planning/population-size.ts";
import { RulePath } from "./schema.ts";
import { DryRunQuery, RuleDryRun } from "./trial-schema.ts";

/** Running a rule, on trial or for good, shows and touches everybody. */
export const RULE_RUNNERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "RULES_EXECUTE" };

export const executeRule = operation({
  name: "executeRule",
  summary: "List whom a rule would act on, without acting; a disabled rule too",
  http: { method: "POST", path: "/rules/{ruleId}/execute", message: "Dry run: nothing was changed" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_DRY_RUN"],
  entityType: "rule",
  idempotent: true,
  input: { path: RulePath, query: DryRunQuery },
  output: RuleDryRun,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path, query: { dryRun: "true" } },
    output: {
      dryRun: true,
      ruleVersion: 1,
      evaluatedAt: "2026-11-20T09:30:00.000Z",
      evaluated: 1_000_000,
      impacted: [
        {
          entityType: "user",
          entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c007",
          label: "ann.lee@example.com",
          metrics: { failed_logins_10m: 6 },
          plannedAction: example.action,
          alreadyApplied: false,
        },
      ],
      impactedTotal: 1,
    },
  },
  async run(ctx, { path: { ruleId }, query: { limit } }) {
    const { db, now } = ctx;
    const row = await existingRule(ctx, ruleId);
    const rule = plannedRule(row, now);
    const { entity } = rule.condition;
    const { impacted, total } = await plan(db, rule, now, limit);
    const evaluated = await populationSize(db, entity, rule.tenantId);
    const figures = { ruleVersion: row.version, evaluated, impactedTotal: total };
    return {
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
  },
});
