import { PERMISSIONS, type Permission } from "./permissions.ts";

interface SystemRole {
  /** Fixed, so that migrations and bulk loads can name it. */
  readonly id: string;
  readonly description: string;
  /** A global role sees every tenant unless the user is assigned some; the others only those assigned. */
  readonly isGlobal: boolean;
  readonly permissions: readonly (Permission | "*")[];
}

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const views = (Object.keys(PERMISSIONS) as Permission[]).filter(
  (name) => name.endsWith("_VIEW") && !name.startsWith("ORDERS"),
);
const executive = views.filter((name) => name.startsWith("SYSTEM_"));

/** System roles of decisions §3, seeded by migration and not editable. */
export const SYSTEM_ROLES = {
  SuperAdmin: { id: id(1), description: "Everything, everywhere, on the record", isGlobal: true, permissions: ["*"] },
  PoolAdmin: {
    id: id(2),
    description: "Manages the users and overrides of the assigned tenants",
    isGlobal: false,
    permissions: [
      "TENANTS_VIEW",
      "USERS_VIEW",
      "USERS_CREATE",
      "USERS_LOCK",
      "USERS_LOGOUT",
      "USERS_ASSIGN",
      "ROLES_VIEW",
      "CONFIG_VIEW",
      "OVERRIDES_EDIT",
    ],
  },
  Auditor: { id: id(3), description: "Reads everything, changes nothing", isGlobal: true, permissions: views },
  Support: {
    id: id(4),
    description: "Reads tenants and users, forces logout and unlocks, with a reason",
    isGlobal: true,
    permissions: ["TENANTS_VIEW", "USERS_VIEW", "USERS_LOCK", "USERS_LOGOUT"],
  },
  ROLE_EXECUTIVE_CEO: {
    id: id(5),
    description: "Chief executive",
    isGlobal: true,
    permissions: [...executive, "NOTIFICATIONS_REVIEW"],
  },
  ROLE_EXECUTIVE_CFO: {
    id: id(6),
    description: "Chief financial officer",
    isGlobal: true,
    permissions: [...executive, "NOTIFICATIONS_REVIEW"],
  },
  ROLE_EXECUTIVE_COO: {
    id: id(7),
    description: "Chief operating officer",
    isGlobal: true,
    permissions: [...executive, "NOTIFICATIONS_REVIEW"],
  },
  ROLE_EXECUTIVE_CTO: {
    id: id(8),
    description: "Chief technology officer",
    isGlobal: true,
    permissions: [...executive, "NOTIFICATIONS_REVIEW"],
  },
  ROLE_SYSTEM_ADMIN: {
    id: id(9),
    description: "Administers the platform's systems",
    isGlobal: true,
    permissions: [
      "SYSTEM_OVERVIEW_VIEW",
      "SYSTEM_TENANT_VIEW",
      "SYSTEM_INTELLIGENCE_VIEW",
      "EVENTS_PUBLISH",
      "NOTIFICATIONS_REVIEW",
    ],
  },
  ROLE_OPERATIONS_MANAGER: {
    id: id(10),
    description: "Runs operations",
    isGlobal: true,
    permissions: [
      "SYSTEM_OVERVIEW_VIEW",
      "SYSTEM_TENANT_VIEW",
      "SYSTEM_REVENUE_VIEW",
      "SYSTEM_INTELLIGENCE_VIEW",
      "NOTIFICATIONS_REVIEW",
    ],
  },
  ROLE_ANALYST: {
    id: id(11),
    description: "Analyses revenue and trends",
    isGlobal: true,
    permissions: ["SYSTEM_REVENUE_VIEW", "SYSTEM_INTELLIGENCE_VIEW"],
  },
  ROLE_OPS_COORDINATOR: {
    id: id(12),
    description: "Coordinates operations for tenants",
    isGlobal: true,
    permissions: ["SYSTEM_TENANT_VIEW", "SYSTEM_INTELLIGENCE_VIEW", "NOTIFICATIONS_REVIEW"],
  },
  ROLE_SUPPORT_MANAGER: {
    id: id(13),
    description: "Leads support",
    isGlobal: true,
    permissions: ["SYSTEM_TENANT_VIEW", "SYSTEM_INTELLIGENCE_VIEW", "NOTIFICATIONS_REVIEW"],
  },
  ROLE_FINANCE: {
    id: id(14),
    description: "Finance",
    isGlobal: true,
    permissions: ["SYSTEM_REVENUE_VIEW", "SYSTEM_COST_VIEW", "SYSTEM_INTELLIGENCE_VIEW"],
  },
  ROLE_READ_ONLY: {
    id: id(15),
    description: "Reads the intelligence summary",
    isGlobal: true,
    permissions: ["SYSTEM_INTELLIGENCE_VIEW"],
  },
  ROLE_DASHBOARD_USER: {
    id: id(16),
    description: "Reads the intelligence summary on dashboards",
    isGlobal: true,
    permissions: ["SYSTEM_INTELLIGENCE_VIEW"],
  },
} as const satisfies Record<string, SystemRole>;

export type SystemRoleName = keyof typeof SYSTEM_ROLES;

/** Every system role's name, in catalogue order. */
export const SYSTEM_ROLE_NAMES = Object.keys(SYSTEM_ROLES) as SystemRoleName[];

/** True for the seeded roles; false for a custom role made through the API. */
export const isSystemRole = (name: string): name is SystemRoleName => Object.hasOwn(SYSTEM_ROLES, name);
