import type { Actor, Policy } from "../operation/operation.ts";
import type { Permission } from "../policy/permissions.ts";
import type { SystemRoleName } from "../policy/roles.ts";

/** The four executives. */
export const EXECUTIVES = [
  "ROLE_EXECUTIVE_CEO",
  "ROLE_EXECUTIVE_CFO",
  "ROLE_EXECUTIVE_COO",
  "ROLE_EXECUTIVE_CTO",
] as const satisfies readonly SystemRoleName[];

const readers = (permission: Permission, ...others: readonly SystemRoleName[]) =>
  ({
    access: "roles",
    roles: ["SuperAdmin", "Auditor", ...EXECUTIVES, ...others],
    permission,
    customRoles: true,
  }) as const satisfies Policy;

/** Who may read what (decisions §7, §9; SuperAdmin and Auditor everything, custom roles by permission). */
export const READERS = {
  overview: readers("SYSTEM_OVERVIEW_VIEW", "ROLE_SYSTEM_ADMIN", "ROLE_OPERATIONS_MANAGER"),
  tenants: readers(
    "SYSTEM_TENANT_VIEW",
    "ROLE_SYSTEM_ADMIN",
    "ROLE_OPERATIONS_MANAGER",
    "ROLE_OPS_COORDINATOR",
    "ROLE_SUPPORT_MANAGER",
  ),
  revenue: readers("SYSTEM_REVENUE_VIEW", "ROLE_OPERATIONS_MANAGER", "ROLE_ANALYST", "ROLE_FINANCE"),
  cost: readers("SYSTEM_COST_VIEW", "ROLE_FINANCE"),
  intelligence: readers(
    "SYSTEM_INTELLIGENCE_VIEW",
    "ROLE_SYSTEM_ADMIN",
    "ROLE_OPERATIONS_MANAGER",
    "ROLE_ANALYST",
    "ROLE_OPS_COORDINATOR",
    "ROLE_SUPPORT_MANAGER",
    "ROLE_FINANCE",
    "ROLE_READ_ONLY",
    "ROLE_DASHBOARD_USER",
  ),
  planning: readers("SYSTEM_PLANNING_VIEW"),
} as const;

/** Whoever may read any of the answers may ask why a number is what it is; which number, the answer that it stands in decides. */
export const LINEAGE_READERS = {
  ...READERS.intelligence,
  orPermissions: Object.values(READERS)
    .map(({ permission }) => permission)
    .filter((permission) => permission !== READERS.intelligence.permission),
} as const satisfies Policy;

/** What a reader of the executive answers does not see, as the answer says it. */
export const HIDDEN = "not_for_this_role";

/** False for those who read of tenants but not what they cost (domain.md §6). */
export const seesCost = ({ role }: Pick<Actor, "role">): boolean => role !== "ROLE_SUPPORT_MANAGER";

/** False for those who read sums over tenants but not which tenants (domain.md §6). */
export const seesNames = ({ role }: Pick<Actor, "role">): boolean => role !== "ROLE_ANALYST";

/** The row that every reading of an executive answer leaves (decisions §7). */
export const VIEWED = { action: "SYSTEM_VIEWED", entityType: "snapshot" } as const;
export const VIEWED_TENANT = { action: "SYSTEM_VIEWED", entityType: "tenant" } as const;
