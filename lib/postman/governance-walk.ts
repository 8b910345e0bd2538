import { ACCOUNT_WALK } from "./account-walk.ts";
import { plainly, type Step } from "./step.ts";

const DEAD_LETTER = "A fresh installation has no job that has failed for good.";

const TENANT: readonly Step[] = [
  {
    op: "createTenant",
    body: { name: "Walk {{run}} {{letter}}", code: "WALK{{run}}{{letter}}" },
    stores: { tenantId: "tenantId" },
  },
  { op: "listTenants", query: { search: "WALK{{run}}" } },
  ...plainly("getTenant", "updateTenant"),
];

const WEBHOOKS: readonly Step[] = [
  { op: "createWebhook", stores: { webhookId: "webhookId" } },
  ...plainly("listWebhooks", "getWebhook", "updateWebhook", "rotateWebhookSecret"),
  { op: "testWebhook", stores: { deliveryId: "deliveryId" } },
  { op: "listWebhookDeliveries", query: {} },
  { op: "redeliverWebhook", byHand: "It takes a delivery that has ended, hence a receiver of your own." },
  ...plainly("disableTenantWebhooks", "deleteWebhook"),
];

const ROLES: readonly Step[] = [
  { op: "createRole", body: { name: "Walk{{run}}{{letter}}" }, stores: { roleId: "roleId" } },
  { op: "listRoles", query: { search: "Walk{{run}}" } },
  ...plainly("getRole", "updateRole", "getRoleHistory", "listPermissions", "listOperations", "deleteRole"),
];

/** Of the walk's tenant alone, and harmless: it would raise an alert on its one member, and has to be approved first. */
const RULE = { scope: "tenant:{{tenantId}}", condition: "failed_logins_10m >= 0", action: "RAISE_ALERT" };
const PAST = { from: "{{dayBefore}}", to: "{{yesterday}}", stepMinutes: 720 };

const RULES: readonly Step[] = [
  {
    op: "createRule",
    body: { ...RULE, name: "Walk{{run}}{{letter}}", isEnabled: true, maxImpact: 0 },
    stores: { ruleId: "ruleId" },
  },
  { op: "listRules", query: { search: "Walk{{run}}" } },
  ...plainly("getRule", "validateRule", "listRuleMetrics", "dryRunDraft"),
  { op: "backtestDraft", body: PAST },
  { op: "backtestRule", body: PAST },
  { op: "executeRule", stores: { executionId: "executionId" } },
  { op: "getExecution", until: { at: "status", is: ["awaiting_approval"] } },
  { op: "listExecutions", query: {} },
  { op: "approveExecution", byHand: "It takes a second person: whoever started a run cannot release it." },
  ...plainly("cancelExecution", "listRuleExecutions"),
  { op: "updateRule", body: { name: "Walk{{run}}{{letter}}", condition: RULE.condition, action: RULE.action } },
  { op: "listRuleVersions" },
  { op: "restoreRuleVersion", path: { version: "1" } },
  ...plainly("setRuleStatus", "archiveRule"),
];

const CONFIGURATION: readonly Step[] = [
  ...plainly("getGlobalConfiguration", "getGlobalConfigurationHistory"),
  { op: "replaceGlobalConfiguration", dryRun: true },
  {
    op: "patchGlobalConfiguration",
    dryRun: true,
    body: [{ op: "replace", path: "/auth.sessionTimeoutMinutes", value: 480 }],
  },
  {
    op: "rollBackGlobalConfiguration",
    dryRun: true,
    body: { version: 0 },
    orElse: { status: 409, because: "Until somebody changes the configuration its first version is in force already." },
  },
  ...plainly("replaceTenantOverrides", "getTenantOverrides", "getTenantOverridesHistory"),
];

const TRUST: readonly Step[] = [
  { op: "listAuditLogs", query: {}, stores: { auditId: "items.0.auditId" } },
  ...plainly("getAuditLog", "verifyAuditLogs", "getAuditSeal", "exportAuditLogs"),
];

const MANY: readonly Step[] = [
  { op: "selectRows" },
  {
    op: "startBulkOperation",
    body: { ids: ["{{tenantId}}"] },
    stores: { bulkOperationId: "bulkOperationId" },
  },
  { op: "cancelBulkOperation", orElse: { status: 409, because: "One tenant is done before anybody can cancel it." } },
  { op: "listBulkOperations", query: {} },
  ...plainly("getBulkOperation", "listBulkResults", "exportBulkResults"),
];

const PROPOSAL = "Nothing waits for a second person before the configuration asks for one.";

const PROPOSALS: readonly Step[] = [
  { op: "listProposals" },
  ...["getProposal", "approveProposal", "rejectProposal", "withdrawProposal"].map((op) => ({ op, byHand: PROPOSAL })),
];

const PLATFORM: readonly Step[] = [
  { op: "listJobs", query: {}, stores: { jobId: "items.0.jobId" } },
  ...plainly("getJob", "getQueues", "listDeadLetters"),
  { op: "retryDeadLetters", dryRun: true },
  { op: "getDeadLetter", byHand: DEAD_LETTER },
  { op: "retryDeadLetter", byHand: DEAD_LETTER },
  { op: "discardDeadLetter", byHand: DEAD_LETTER },
  ...plainly("listAlerts", "getStatus", "getSourceChaos"),
  { op: "importEspBilling", dryRun: true },
  { op: "setSourceChaos", dryRun: true },
  { op: "createApiKey", body: { name: "Walk {{run}}" }, stores: { apiKeyId: "apiKeyId" } },
  ...plainly("listApiKeys", "getApiKey", "revokeApiKey"),
];

/** Everything that a super admin can do, on things of the walk's own; what would touch the whole platform is rehearsed. */
export const GOVERNANCE_WALK: readonly Step[] = [
  ...TENANT,
  ...WEBHOOKS,
  ...ACCOUNT_WALK.slice(0, -1),
  ...ROLES,
  ...RULES,
  ...CONFIGURATION,
  ...TRUST,
  ...PROPOSALS,
  ...MANY,
  ...PLATFORM,
  ...ACCOUNT_WALK.slice(-1),
  { op: "setTenantStatus", body: { isActive: true, reason: "The walk is over" } },
  { op: "deleteTenant" },
];
