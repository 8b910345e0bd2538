/** The permission catalogue of decisions §3: name → what it allows. Rows of table `permissions` say the same. */
export const PERMISSIONS = {
  TENANTS_VIEW: "See tenants",
  TENANTS_CREATE: "Create tenants",
  TENANTS_UPDATE: "Change a tenant's name, time zone, currency, segment or plan",
  TENANTS_SUSPEND: "Suspend and activate tenants",
  TENANTS_DELETE: "Delete tenants",
  USERS_VIEW: "See users",
  USERS_CREATE: "Invite users",
  USERS_LOCK: "Lock and unlock users",
  USERS_LOGOUT: "Force users to sign in again",
  USERS_ASSIGN: "Change a user's role and tenants",
  ROLES_VIEW: "See roles and permissions",
  ROLES_EDIT: "Create, change and delete custom roles",
  CONFIG_VIEW: "See the configuration",
  CONFIG_EDIT: "Change the global configuration",
  OVERRIDES_EDIT: "Change a tenant's overrides",
  RULES_VIEW: "See rules and executions",
  RULES_EDIT: "Create, change and archive rules",
  RULES_EXECUTE: "Run rules",
  AUDIT_VIEW: "Read the audit log",
  JOBS_VIEW: "See jobs and dead letters",
  JOBS_RETRY: "Retry and discard dead letters",
  WEBHOOKS_VIEW: "See a tenant's webhooks",
  WEBHOOKS_EDIT: "Change a tenant's webhooks",
  API_KEYS_EDIT: "Create and revoke API keys",
  SYSTEM_OVERVIEW_VIEW: "Read the executive overview",
  SYSTEM_TENANT_VIEW: "Read the tenant summary and directory",
  SYSTEM_REVENUE_VIEW: "Read revenue protection",
  SYSTEM_COST_VIEW: "Read cost optimisation",
  SYSTEM_INTELLIGENCE_VIEW: "Read the intelligence summary",
  SYSTEM_PLANNING_VIEW: "Read business planning",
  EVENTS_PUBLISH: "Publish queue events",
  NOTIFICATIONS_REVIEW: "Review notifications",
  ORDERS_VIEW: "See orders in the tenant's own application",
  ORDERS_EDIT: "Change orders in the tenant's own application",
} as const;

export type Permission = keyof typeof PERMISSIONS;

const AREAS: readonly (readonly [prefix: string, area: string])[] = [
  ["TENANTS_", "Tenants"],
  ["USERS_", "Users"],
  ["ROLES_", "Roles"],
  ["CONFIG_", "Configuration"],
  ["OVERRIDES_", "Configuration"],
  ["RULES_", "Rules"],
  ["AUDIT_", "Audit"],
  ["JOBS_", "Jobs"],
  ["WEBHOOKS_", "Webhooks"],
  ["API_KEYS_", "API keys"],
  ["SYSTEM_", "Executive"],
  ["EVENTS_", "Events"],
  ["NOTIFICATIONS_", "Events"],
  ["ORDERS_", "Tenants' own application"],
];

/** What a permission belongs to, for grouping. */
export const areaOf = (permission: string): string =>
  AREAS.find(([prefix]) => permission.startsWith(prefix))?.[1] ?? "Other";
