import type { AuditAction } from "./actions.ts";

/** Each action as [what was done, what was attempted]; `{it}` stands for the thing that it was done to. */
export const PHRASES: Readonly<Record<AuditAction, readonly [did: string, attempted: string]>> = {
  AUTH_LOGIN: ["Signed in", "sign in"],
  AUTH_LOGIN_FAILED: ["Failed to sign in", "sign in"],
  AUTH_LOGOUT: ["Signed out", "sign out"],
  AUTH_REFRESH: ["Renewed {it}", "renew {it}"],
  AUTH_REFRESH_REUSED: ["Used a spent refresh token of {it}", "use a spent refresh token of {it}"],
  AUTH_REVOKED: ["Ended {it}", "end {it}"],
  AUTH_STEP_UP: ["Confirmed who they are", "confirm who they are"],
  AUTH_STEP_UP_FAILED: ["Could not confirm who they are", "confirm who they are"],
  TENANT_CREATED: ["Created {it}", "create {it}"],
  TENANT_CREATE_FAILED: ["Failed to create {it}", "create {it}"],
  TENANT_UPDATED: ["Changed {it}", "change {it}"],
  TENANT_SUSPENDED: ["Suspended {it}", "suspend {it}"],
  TENANT_ACTIVATED: ["Activated {it}", "activate {it}"],
  TENANT_DELETED: ["Deleted {it}", "delete {it}"],
  USER_CREATED: ["Created {it}", "create {it}"],
  USER_UPDATED: ["Changed {it}", "change {it}"],
  USER_LOCKED: ["Locked {it}", "lock {it}"],
  USER_UNLOCKED: ["Unlocked {it}", "unlock {it}"],
  USER_FORCE_LOGOUT: ["Signed {it} out everywhere", "sign {it} out everywhere"],
  USER_SUSPENDED: ["Suspended {it}", "suspend {it}"],
  ROLE_CREATED: ["Created {it}", "create {it}"],
  ROLE_UPDATED: ["Changed {it}", "change {it}"],
  ROLE_DELETED: ["Deleted {it}", "delete {it}"],
  CONFIG_UPDATED: ["Changed {it}", "change {it}"],
  CONFIG_ROLLED_BACK: ["Rolled back {it}", "roll back {it}"],
  AUDIT_EXPIRED: ["Removed audit records past their retention", "remove audit records past their retention"],
  OVERRIDES_UPDATED: ["Changed {it}", "change {it}"],
  RULE_CREATED: ["Created {it}", "create {it}"],
  RULE_UPDATED: ["Changed {it}", "change {it}"],
  RULE_ENABLED: ["Enabled {it}", "enable {it}"],
  RULE_DISABLED: ["Disabled {it}", "disable {it}"],
  RULE_ARCHIVED: ["Archived {it}", "archive {it}"],
  RULE_EXECUTED: ["Ran {it}", "run {it}"],
  RULE_DRY_RUN: ["Rehearsed {it}", "rehearse {it}"],
  RULE_ACTION_APPLIED: ["Applied a rule to {it}", "apply a rule to {it}"],
  RULE_EXECUTION_APPROVED: ["Approved {it}", "approve {it}"],
  RULE_EXECUTION_CANCELLED: ["Cancelled {it}", "cancel {it}"],
  DEAD_LETTER_CREATED: ["Gave up {it}", "finish {it}"],
  DEAD_LETTER_RETRIED: ["Retried {it}", "retry {it}"],
  DEAD_LETTER_DISCARDED: ["Discarded {it}", "discard {it}"],
  WEBHOOK_CREATED: ["Created {it}", "create {it}"],
  WEBHOOK_UPDATED: ["Changed {it}", "change {it}"],
  WEBHOOK_DELETED: ["Deleted {it}", "delete {it}"],
  WEBHOOK_TESTED: ["Tested {it}", "test {it}"],
  WEBHOOK_DISABLED: ["Disabled {it}", "disable {it}"],
  API_KEY_CREATED: ["Created {it}", "create {it}"],
  API_KEY_REVOKED: ["Revoked {it}", "revoke {it}"],
  ACCESS_DENIED: ["Was refused access", "get access"],
  SYSTEM_VIEWED: ["Read executive figures", "read executive figures"],
  SNAPSHOT_CAPTURED: ["Captured {it}", "capture {it}"],
  EXPORT_CREATED: ["Exported {it}", "export records"],
  SAVED_VIEW_CREATED: ["Saved {it}", "save {it}"],
  SAVED_VIEW_UPDATED: ["Changed {it}", "change {it}"],
  SAVED_VIEW_DELETED: ["Deleted {it}", "delete {it}"],
  BULK_OPERATION_STARTED: ["Started {it}", "start {it}"],
  BULK_OPERATION_FINISHED: ["Finished {it}", "finish {it}"],
  BULK_OPERATION_CANCELLED: ["Cancelled {it}", "cancel {it}"],
  EVENTS_PUBLISHED: ["Published events", "publish events"],
  NOTIFICATION_REVIEWED: ["Reviewed {it}", "review {it}"],
  BILLING_IMPORTED: ["Imported bills of e-mail providers", "import bills of e-mail providers"],
  CHAOS_SWITCHED: ["Changed which sources are degraded on purpose", "degrade sources on purpose"],
  NOTIFICATIONS_REVIEWED: ["Reviewed several notifications", "review several notifications"],
  PLANNING_RECORD_CREATED: ["Entered {it}", "enter {it}"],
  PLANNING_RECORD_UPDATED: ["Changed {it}", "change {it}"],
  PLANNING_RECORD_DELETED: ["Deleted {it}", "delete {it}"],
  USER_ERASED: ["Erased the personal data of {it}", "erase the personal data of {it}"],
  PROPOSAL_CREATED: ["Made {it}", "make a proposal"],
  PROPOSAL_APPROVED: ["Approved {it}", "approve {it}"],
  PROPOSAL_REJECTED: ["Rejected {it}", "reject {it}"],
  PROPOSAL_WITHDRAWN: ["Withdrew {it}", "withdraw {it}"],
  PROPOSAL_EXPIRED: ["Let {it} expire", "let {it} expire"],
  PROPOSAL_FAILED: ["Approved {it}, which could no longer be carried out", "approve {it}"],
};

/** Kinds of things in words. */
export const ENTITY_LABELS: Readonly<Record<string, string>> = {
  tenant: "Tenant",
  user: "User",
  role: "Role",
  configuration: "Configuration",
  override: "Overrides",
  rule: "Rule",
  execution: "Rule execution",
  job: "Job",
  webhook: "Webhook",
  apiKey: "API key",
  session: "Session",
  snapshot: "Snapshot",
  export: "Export",
  savedView: "View",
  bulkOperation: "Bulk operation",
  notification: "Notification",
  initiative: "Initiative",
  decision: "Decision",
  review: "Review",
  marketRecord: "Market record",
  proposal: "Proposal",
};

export const OUTCOME_LABELS: Readonly<Record<string, string>> = {
  success: "Success",
  denied: "Denied",
  failure: "Failure",
};

const NAMES: Readonly<Record<string, string>> = {
  AUTH_LOGIN: "Sign-in",
  AUTH_LOGIN_FAILED: "Sign-in failed",
  AUTH_LOGOUT: "Sign-out",
  AUTH_REFRESH: "Session renewed",
  AUTH_REFRESH_REUSED: "Refresh token reused",
  AUTH_REVOKED: "Session ended",
};

/** An action's name for menus and lists: `TENANT_SUSPENDED` → "Tenant suspended". */
export function actionLabel(action: string): string {
  const words = action.toLowerCase().replaceAll("_", " ").replace(/^api/, "API");
  return NAMES[action] ?? (words[0] ?? "").toUpperCase() + words.slice(1);
}

/** An operation's name in words: `createUser` → "create user". */
export const operationLabel = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

/** The end of an id, which tells ids of one minute apart: `…64d0c002`. */
export const shortId = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);
