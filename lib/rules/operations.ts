import { AppError } from "../core/errors.ts";
import { type Context, operation } from "../operation/operation.ts";
import { ruleChanged, ruleCreated } from "./audit.ts";
import { example, path } from "./examples.ts";
import { RULE_READERS, RULE_WRITERS } from "./policies.ts";
import { findRule, listRules as list, type RuleRow, toRule } from "./queries.ts";
import {
  ArchiveRuleInput,
  CreateRuleInput,
  ListRulesQuery,
  RuleArchived,
  RulePage,
  RulePath,
  Rule as RuleSchema,
  RuleStatusInput,
  UpdateRuleInput,
} from "./schema.ts";
import * as service from "./service.ts";

/** The rule in the actor's scope. Throws NOT_FOUND. */
export async function existingRule({ db, actor }: Pick<Context, "db" | "actor">, ruleId: string): Promise<RuleRow> {
  const rule = await findRule(db, ruleId, actor.tenantScope);
  if (!rule) {
    throw new AppError("NOT_FOUND");
  }
  return rule;
}

export const listRules = operation({
  name: "listRules",
  summary: "Rules that are not archived",
  http: { method: "GET", path: "/rules" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { query: ListRulesQuery },
  output: RulePage,
  errors: [],
  example: {
    input: { query: { scope: "global", isEnabled: "true" } },
    output: { items: [example], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: page.items.map(toRule) } };
  },
});

export const getRule = operation({
  name: "getRule",
  summary: "One rule, archived ones included",
  http: { method: "GET", path: "/rules/{ruleId}" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { path: RulePath },
  output: RuleSchema,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: example },
  async run(ctx, { path: { ruleId } }) {
    const rule = await existingRule(ctx, ruleId);
    return { data: toRule(rule), version: rule.revision };
  },
});

export const createRule = operation({
  name: "createRule",
  summary: "Create a rule; its condition must compile",
  http: { method: "POST", path: "/rules", status: 201, message: "Rule created" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: ["RULE_CREATED"],
  entityType: "rule",
  idempotent: true,
  input: { body: CreateRuleInput },
  output: RuleSchema,
  errors: ["CONFLICT"],
  example: {
    input: {
      body: {
        name: example.name,
        description: example.description,
        scope: example.scope,
        isEnabled: true,
        condition: example.condition,
        action: example.action,
        maxImpact: example.maxImpact,
      },
    },
    output: example,
  },
  async run(ctx, { body }) {
    const rule = await service.createRule(ctx, body);
    return { data: toRule(rule), version: rule.revision, audit: ruleCreated(rule) };
  },
});

export const updateRule = operation({
  name: "updateRule",
  summary: "Edit a rule: a new version, runs under way keep theirs",
  http: { method: "PUT", path: "/rules/{ruleId}", message: "Rule updated" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: ["RULE_UPDATED"],
  entityType: "rule",
  input: { path: RulePath, body: UpdateRuleInput },
  output: RuleSchema,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { name: example.name, condition: "failed_logins_5m > 3", action: example.action } },
    output: { ...example, condition: "failed_logins_5m > 3", version: 2 },
  },
  async run(ctx, { path: { ruleId }, body }) {
    const change = await service.updateRule(ctx, ruleId, body);
    return {
      data: toRule(change.after),
      version: change.after.revision,
      audit: ruleChanged("RULE_UPDATED", change),
    };
  },
});

export const setRuleStatus = operation({
  name: "setRuleStatus",
  summary: "Enable or disable a rule",
  http: { method: "PATCH", path: "/rules/{ruleId}/status", message: "Rule status changed" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: ["RULE_ENABLED", "RULE_DISABLED"],
  entityType: "rule",
  input: { path: RulePath, body: RuleStatusInput },
  output: RuleSchema,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { isEnabled: false, reason: "Under review" } },
    output: { ...example, isEnabled: false },
  },
  async run(ctx, { path: { ruleId }, body }) {
    const change = await service.setStatus(ctx, ruleId, body);
    return {
      data: toRule(change.after),
      version: change.after.revision,
      audit: ruleChanged(body.isEnabled ? "RULE_ENABLED" : "RULE_DISABLED", change, body.reason),
    };
  },
});

export const archiveRule = operation({
  name: "archiveRule",
  summary: "Archive a rule: it never runs again, its history stays",
  http: { method: "DELETE", path: "/rules/{ruleId}", message: "Rule archived" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: ["RULE_ARCHIVED"],
  entityType: "rule",
  input: { path: RulePath, body: ArchiveRuleInput },
  output: RuleArchived,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { reason: "Replaced" } },
    output: { ruleId: example.ruleId, name: example.name, archivedOn: "2026-11-20T09:30:00.000Z" },
  },
  async run(ctx, { path: { ruleId }, body }) {
    const change = await service.archiveRule(ctx, ruleId);
    return {
      data: { ruleId, name: change.after.name, archivedOn: change.after.archivedOn ?? ctx.now },
      audit: ruleChanged("RULE_ARCHIVED", change, body.reason),
    };
  },
});
