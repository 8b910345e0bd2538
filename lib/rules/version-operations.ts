import { operation } from "../operation/operation.ts";
import { ruleChanged } from "./audit.ts";
import { example, path } from "./examples.ts";
import { existingRule } from "./operations.ts";
import { RULE_READERS, RULE_WRITERS } from "./policies.ts";
import { listVersions, toRule } from "./queries.ts";
import { RulePath, Rule as RuleSchema, RuleVersionPage, RuleVersionPath, RuleVersionsQuery } from "./schema.ts";
import * as service from "./service.ts";

const { name, description, condition, reading, action, entity, mode, maxImpact, createdOn } = example;
const content = { name, description, condition, reading, action, entity, mode, maxImpact, createdOn };

export const listRuleVersions = operation({
  name: "listRuleVersions",
  summary: "Every saved state of a rule, the latest first",
  http: { method: "GET", path: "/rules/{ruleId}/versions" },
  policy: RULE_READERS,
  limit: "admin",
  audit: null,
  input: { path: RulePath, query: RuleVersionsQuery },
  output: RuleVersionPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path },
    output: {
      items: [{ ...content, version: 1, createdBy: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c009", restoredFrom: null }],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run(ctx, { path: { ruleId }, query }) {
    const page = await listVersions(ctx.db, await existingRule(ctx, ruleId), query, ctx.actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});

export const restoreRuleVersion = operation({
  name: "restoreRuleVersion",
  summary: "Save an earlier state of a rule again, as its newest version",
  http: { method: "POST", path: "/rules/{ruleId}/versions/{version}/restore", message: "Version restored" },
  policy: RULE_WRITERS,
  limit: "admin",
  audit: ["RULE_UPDATED"],
  entityType: "rule",
  idempotent: true,
  input: { path: RuleVersionPath },
  output: RuleSchema,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path: { ...path, version: "1" } }, output: { ...example, version: 3 } },
  async run(ctx, { path: { ruleId, version } }) {
    const change = await service.restoreVersion(ctx, ruleId, version);
    return {
      data: toRule(change.after),
      version: change.after.revision,
      audit: ruleChanged("RULE_UPDATED", change, `Restored from version ${version}`),
    };
  },
});
