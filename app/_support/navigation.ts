import type { NavItem } from "#components/shell/nav";
import { listApiKeys } from "#lib/api-keys/operations";
import { listAuditLogs } from "#lib/audit/operations";
import { listBulkOperations } from "#lib/bulk/operations";
import { getChaos } from "#lib/chaos/operations";
import { getGlobalConfiguration } from "#lib/configuration/operations";
import { getOpenApi } from "#lib/docs-api";
import {
  getCostOptimization,
  getIntelligence,
  getPlanning,
  getRevenueProtection,
} from "#lib/executive/business-operations";
import { getOverview, listSystemTenants } from "#lib/executive/operations";
import { getTrends } from "#lib/executive/series-operations";
import { getSources } from "#lib/executive/source-operations";
import { getQueues } from "#lib/jobs/operations";
import { can } from "#lib/operation/authorize";
import type { Actor, Policy } from "#lib/operation/operation";
import { listProposals } from "#lib/proposals/operations";
import { listRoles } from "#lib/roles/operations";
import { listRules } from "#lib/rules/operations";
import { listSnapshots } from "#lib/snapshots/operations";
import { getStatus } from "#lib/super-admin-api";
import { listTenants } from "#lib/tenants/operations";
import { listUsers } from "#lib/users/operations";

/** There for everybody, so that nobody's work begins with it. */
const REFERENCE = "/console/api";
const APPROVALS = "/console/approvals";

/** Every page of the console beside the policy of what it shows: nobody is offered a page that would refuse them. */
const PAGES: readonly (NavItem & { readonly policy: Policy })[] = [
  { href: "/executive", label: "Overview", icon: "overview", group: "Executive", key: "o", policy: getOverview.policy },
  {
    href: "/executive/tenants",
    label: "Tenant directory",
    icon: "directory",
    group: "Executive",
    key: "d",
    policy: listSystemTenants.policy,
  },
  {
    href: "/executive/revenue-protection",
    label: "Revenue protection",
    icon: "revenue",
    group: "Executive",
    key: "v",
    policy: getRevenueProtection.policy,
  },
  {
    href: "/executive/cost-optimization",
    label: "Cost optimization",
    icon: "cost",
    group: "Executive",
    key: "m",
    policy: getCostOptimization.policy,
  },
  {
    href: "/executive/trends",
    label: "Trends",
    icon: "trends",
    group: "Executive",
    key: "w",
    policy: getTrends.policy,
  },
  {
    href: "/executive/intelligence",
    label: "Intelligence and alerts",
    icon: "alerts",
    group: "Executive",
    key: "e",
    policy: getIntelligence.policy,
  },
  {
    href: "/executive/planning",
    label: "Planning",
    icon: "planning",
    group: "Executive",
    key: "n",
    policy: getPlanning.policy,
  },
  {
    href: "/executive/snapshots",
    label: "Snapshots",
    icon: "snapshots",
    group: "Executive",
    key: "h",
    policy: listSnapshots.policy,
  },
  {
    href: "/executive/sources",
    label: "Sources",
    icon: "sources",
    group: "Executive",
    key: "s",
    policy: getSources.policy,
  },
  {
    href: "/console/tenants",
    label: "Tenants",
    icon: "tenants",
    group: "Platform",
    key: "t",
    policy: listTenants.policy,
  },
  { href: "/console/users", label: "Users", icon: "users", group: "Platform", key: "u", policy: listUsers.policy },
  { href: "/console/roles", label: "Roles", icon: "roles", group: "Platform", key: "r", policy: listRoles.policy },
  {
    href: "/console/bulk",
    label: "Bulk operations",
    icon: "bulk",
    group: "Platform",
    key: "b",
    policy: listBulkOperations.policy,
  },
  {
    href: "/console/configuration",
    label: "Configuration",
    icon: "configuration",
    group: "Platform",
    key: "c",
    policy: getGlobalConfiguration.policy,
  },
  { href: "/console/rules", label: "Rules", icon: "rules", group: "Platform", key: "l", policy: listRules.policy },
  {
    href: "/console/api-keys",
    label: "API keys",
    icon: "keys",
    group: "Platform",
    key: "i",
    policy: listApiKeys.policy,
  },
  {
    href: APPROVALS,
    label: "Approvals",
    icon: "approvals",
    group: "Trust",
    key: "p",
    policy: listProposals.policy,
  },
  { href: "/console/audit", label: "Audit log", icon: "audit", group: "Trust", key: "a", policy: listAuditLogs.policy },
  { href: "/console/jobs", label: "Jobs", icon: "jobs", group: "Trust", key: "q", policy: getQueues.policy },
  { href: "/console/status", label: "Status", icon: "health", group: "Trust", key: "z", policy: getStatus.policy },
  { href: "/console/chaos", label: "Degrade sources", icon: "chaos", group: "Trust", policy: getChaos.policy },
  { href: REFERENCE, label: "API", icon: "api", group: "Reference", policy: getOpenApi.policy },
];

/** The pages that the actor may open, in order; `waiting` is how many proposals wait for them. */
export const navigationFor = (actor: Actor, waiting = 0): NavItem[] =>
  PAGES.filter(({ policy }) => can(actor, policy)).map(({ policy: _policy, ...item }) =>
    item.href === APPROVALS && waiting > 0 ? { ...item, count: waiting } : item,
  );

/** Where the actor's work begins: executives with the overview, everybody else with the first page of the console. */
export function homeFor(actor: Actor): string {
  const items = navigationFor(actor).filter(({ href }) => href !== REFERENCE);
  const start = actor.role.startsWith("ROLE_")
    ? items[0]
    : (items.find(({ href }) => href.startsWith("/console/")) ?? items[0]);
  return start?.href ?? "/console/account";
}
