import { AppError } from "../core/errors.ts";
import { type Context, operation } from "../operation/operation.ts";
import { example as rule, path as rulePath } from "./examples.ts";
import { approve, cancel } from "./execution/decide.ts";
import { listExecutions, listOutcomes, shownExecution } from "./execution/queries.ts";
import {
  ExecutionDecisionInput,
  ExecutionPath,
  ExecutionQuery,
  ListExecutionsQuery,
  type RuleExecution,
  RuleExecutionDetail,
  RuleExecutionPage,
  RuleExecution as RuleExecutionSchema,
} from "./execution-schema.ts";
import { existingRule } from "./operations.ts";
import { RULE_READERS, RULE_RUNNERS } from "./policies.ts";
import { RulePath } from "./schema.ts";

const example: RuleExecution = {
  executionId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c050",
  ruleId: rule.ruleId,
  ruleName: rule.name,
  ruleVersion: 1,
  action: rule.action,
  entity: rule.entity,
  trigger: "manual",
  status: "awaiting_approval",
  evaluatedOn: "2026-11-20T09:30:01.000Z",
  evaluated: 1_000_000,
  progress: { total: 240, done: 0, failed: 0 },
  parkedWhy: "240 would be hit, more than the 100 that the rule allows",
  lastError: null,
  startedById: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c009",
  approvedById: null,
  createdOn: "2026-11-20T09:30:00.000Z",
  finishedOn: null,
};
const path = { executionId: example.executionId };
const page = { page: 1, pageSize: 50, totalItems: 1, totalPages: 1 };

async function shown(ctx: Pick<Context, "db" | "actor">, executionId: string) {
  const row = await shownExecution(ctx.db, executionId, ctx.actor.tenantScope);
  if (!row) {
    throw new AppError("NOT_FOUND");
  }
  return row;
}

export const listRuleExecutions = operation({
  name: "listRuleExecutions",
  summary: "Runs of a rule, the latest first",
  http: { method: "GET", path: "/rules/{ruleId}/executions" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { path: RulePath, query: ListExecutionsQuery },
  output: RuleExecutionPage,
  errors: ["NOT_FOUND"],
  example: { input: { path: rulePath }, output: { items: [example], ...page } },
  async run(ctx, { path: { ruleId }, query }) {
    await existingRule(ctx, ruleId);
    const found = await listExecutions(ctx.db, ruleId, query, ctx.actor.tenantScope);
    return { data: { ...found, items: [...found.items] } };
  },
});

export const listAllExecutions = operation({
  name: "listExecutions",
  summary: "Runs of all rules; with status=awaiting_approval those that wait for somebody",
  http: { method: "GET", path: "/executions" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { query: ListExecutionsQuery },
  output: RuleExecutionPage,
  errors: [],
  example: { input: { query: { status: "awaiting_approval" } }, output: { items: [example], ...page } },
  async run({ db, actor }, { query }) {
    const found = await listExecutions(db, null, query, actor.tenantScope);
    return { data: { ...found, items: [...found.items] } };
  },
});

export const getExecution = operation({
  name: "getExecution",
  summary: "One run with its progress and what became of each entity",
  http: { method: "GET", path: "/executions/{executionId}" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { path: ExecutionPath, query: ExecutionQuery },
  output: RuleExecutionDetail,
  errors: ["NOT_FOUND"],
  example: {
    input: { path },
    output: {
      ...example,
      outcomes: {
        items: [
          {
            entityType: "user",
            entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c007",
            label: "ann.lee@example.com",
            status: "pending",
            metrics: { failed_logins_10m: 6 },
            error: null,
            appliedOn: null,
          },
        ],
        ...page,
      },
    },
  },
  async run(ctx, { path: { executionId }, query }) {
    const row = await shown(ctx, executionId);
    const outcomes = await listOutcomes(ctx.db, executionId, row.entity, query);
    return { data: { ...row, outcomes: { ...outcomes, items: [...outcomes.items] } } };
  },
});

export const approveExecution = operation({
  name: "approveExecution",
  summary: "Release a run that waits for an approval; not for whoever started it",
  http: { method: "POST", path: "/executions/{executionId}/approve", message: "Run approved" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_EXECUTION_APPROVED"],
  entityType: "execution",
  idempotent: true,
  input: { path: ExecutionPath, body: ExecutionDecisionInput },
  output: RuleExecutionSchema,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path, body: { reason: "Checked with support" } }, output: { ...example, status: "running" } },
  async run(ctx, { path: { executionId }, body: { reason } }) {
    const { ruleId, ruleVersion, tenantId } = await approve(ctx, executionId);
    const data = await shown(ctx, executionId);
    const after = { ruleId, ruleVersion, total: data.progress.total, parkedWhy: data.parkedWhy };
    const about = { entityType: "execution" as const, entityId: executionId, tenantId, reason };
    return { data, audit: { ...about, action: "RULE_EXECUTION_APPROVED" as const, after } };
  },
});

export const cancelExecution = operation({
  name: "cancelExecution",
  summary: "End a run that is not over; what it has done stays",
  http: { method: "POST", path: "/executions/{executionId}/cancel", message: "Run cancelled" },
  policy: RULE_RUNNERS,
  limit: "ruleExecution",
  audit: ["RULE_EXECUTION_CANCELLED"],
  entityType: "execution",
  idempotent: true,
  input: { path: ExecutionPath, body: ExecutionDecisionInput },
  output: RuleExecutionSchema,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path, body: { reason: "Wrong scope" } }, output: { ...example, status: "cancelled" } },
  async run(ctx, { path: { executionId }, body: { reason } }) {
    const { run, skipped } = await cancel(ctx, executionId);
    const { ruleId, ruleVersion, tenantId, status } = run;
    const about = { entityType: "execution" as const, entityId: executionId, tenantId, reason };
    return {
      data: await shown(ctx, executionId),
      cascade: { skipped },
      audit: {
        ...about,
        action: "RULE_EXECUTION_CANCELLED" as const,
        before: { ruleId, ruleVersion, status },
        after: { ruleId, ruleVersion, status: "cancelled", skipped },
      },
    };
  },
});
