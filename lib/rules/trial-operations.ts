import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Context, operation } from "../operation/operation.ts";
import { aboutRule } from "./audit.ts";
import { example, path } from "./examples.ts";
import { enqueueRun } from "./execution/job.ts";
import { insertExecution } from "./execution/record.ts";
import { ExecutionStarted } from "./execution-schema.ts";
import { existingRule } from "./operations.ts";
import { draftRule, plannedRule } from "./planned.ts";
import { RULE_RUNNERS } from "./policies.ts";
import type { RuleRow } from "./queries.ts";
import { RulePath } from "./schema.ts";
import { tenantOf } from "./service.ts";
import { tryOut } from "./trial.ts";
import { DraftDryRunInput, ExecuteRuleQuery, RuleDryRun } from "./trial-schema.ts";

const NOTHING_CHANGED = "Dry run: nothing was changed";

async function dryRun({ db, now }: Context, row: RuleRow, limit: number) {
  const { version: ruleVersion } = row;
  const found = await tryOut(db, plannedRule(row, now), row, now, limit);
  const { evaluated, impactedTotal, parkedWhy } = found;
  return {
    answer: { status: 200 as const, message: NOTHING_CHANGED },
    data: { ...found, ruleVersion },
    preview: { evaluated, impactedTotal, parkedWhy },
    audit: { ...aboutRule(row), action: "RULE_DRY_RUN" as const, after: { ruleVersion, evaluated, impactedTotal } },
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

export const dryRunDraft = operation({
  name: "dryRunDraft",
  summary: "List whom a rule that is not saved would act on",
  http: { method: "POST", path: "/rules/dry-run", message: NOTHING_CHANGED },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_DRY_RUN"],
  entityType: "rule",
  idempotent: true,
  input: { body: DraftDryRunInput },
  output: RuleDryRun,
  errors: [],
  example: {
    input: { body: { condition: example.condition, action: example.action, scope: example.scope } },
    output: {
      dryRun: true,
      ruleVersion: null,
      evaluatedAt: "2026-11-20T09:30:00.000Z",
      evaluated: 1_000_000,
      impacted: [],
      impactedTotal: 0,
      parkedWhy: null,
    },
  },
  async run(ctx, { body: { condition, action, scope, maxImpact, mode, limit } }) {
    const { db, now } = ctx;
    const tenantId = await tenantOf(ctx, scope);
    const found = await tryOut(db, draftRule(condition, action, tenantId), { maxImpact, mode }, now, limit);
    const { evaluated, impactedTotal } = found;
    return {
      data: { ...found, ruleVersion: null },
      audit: {
        ...aboutRule({ ruleId: uuidv7(), tenantId }),
        action: "RULE_DRY_RUN" as const,
        after: { draft: { condition, action, scope }, evaluated, impactedTotal },
      },
    };
  },
});
