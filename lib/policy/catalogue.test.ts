import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "./permissions.ts";
import { isSystemRole, SYSTEM_ROLE_NAMES, SYSTEM_ROLES } from "./roles.ts";

const permissionsOf = (role: keyof typeof SYSTEM_ROLES): readonly string[] => SYSTEM_ROLES[role].permissions;

describe("decisions §3 Permissions", () => {
  test("are exactly those of the decisions", () => {
    expect(Object.keys(PERMISSIONS)).toEqual(
      (
        "TENANTS_VIEW TENANTS_CREATE TENANTS_UPDATE TENANTS_SUSPEND TENANTS_DELETE USERS_VIEW USERS_CREATE USERS_LOCK " +
        "USERS_LOGOUT USERS_ASSIGN ROLES_VIEW ROLES_EDIT CONFIG_VIEW CONFIG_EDIT OVERRIDES_EDIT RULES_VIEW RULES_EDIT " +
        "RULES_EXECUTE AUDIT_VIEW JOBS_VIEW JOBS_RETRY WEBHOOKS_VIEW WEBHOOKS_EDIT API_KEYS_EDIT SYSTEM_OVERVIEW_VIEW " +
        "SYSTEM_TENANT_VIEW SYSTEM_REVENUE_VIEW SYSTEM_COST_VIEW SYSTEM_INTELLIGENCE_VIEW SYSTEM_PLANNING_VIEW " +
        "EVENTS_PUBLISH NOTIFICATIONS_REVIEW ORDERS_VIEW ORDERS_EDIT"
      ).split(" "),
    );
  });
});

describe("decisions §3 System roles", () => {
  test("are exactly those of the decisions, with ids of their own", () => {
    expect(SYSTEM_ROLE_NAMES).toEqual(
      (
        "SuperAdmin PoolAdmin Auditor Support ROLE_EXECUTIVE_CEO ROLE_EXECUTIVE_CFO ROLE_EXECUTIVE_COO ROLE_EXECUTIVE_CTO " +
        "ROLE_SYSTEM_ADMIN ROLE_OPERATIONS_MANAGER ROLE_ANALYST ROLE_OPS_COORDINATOR ROLE_SUPPORT_MANAGER ROLE_FINANCE " +
        "ROLE_READ_ONLY ROLE_DASHBOARD_USER"
      ).split(" "),
    );
    expect(new Set(SYSTEM_ROLE_NAMES.map((name) => SYSTEM_ROLES[name].id)).size).toBe(16);
  });

  test("`*` is for SuperAdmin only", () => {
    expect(SYSTEM_ROLE_NAMES.filter((name) => permissionsOf(name).includes("*"))).toEqual(["SuperAdmin"]);
    expect(permissionsOf("SuperAdmin")).toEqual(["*"]);
  });

  test("PoolAdmin alone is bound to the assigned tenants", () => {
    expect(SYSTEM_ROLE_NAMES.filter((name) => !SYSTEM_ROLES[name].isGlobal)).toEqual(["PoolAdmin"]);
  });

  test("Auditor reads everything and mutates nothing", () => {
    const views = Object.keys(PERMISSIONS).filter((name) => name.endsWith("_VIEW") && name !== "ORDERS_VIEW");
    expect(permissionsOf("Auditor")).toEqual(views);
  });

  test("Support reads tenants and users, and may force logout and unlock", () => {
    expect(permissionsOf("Support")).toEqual(["TENANTS_VIEW", "USERS_VIEW", "USERS_LOCK", "USERS_LOGOUT"]);
  });

  test("decisions §7: each executive endpoint is open to the roles of its row", () => {
    const executives = SYSTEM_ROLE_NAMES.filter((name) => name.startsWith("ROLE_EXECUTIVE_"));
    const holders = (permission: string) =>
      SYSTEM_ROLE_NAMES.filter((name) => name.startsWith("ROLE_") && permissionsOf(name).includes(permission));
    expect(holders("SYSTEM_OVERVIEW_VIEW")).toEqual([...executives, "ROLE_SYSTEM_ADMIN", "ROLE_OPERATIONS_MANAGER"]);
    expect(holders("SYSTEM_TENANT_VIEW")).toEqual([
      ...executives,
      "ROLE_SYSTEM_ADMIN",
      "ROLE_OPERATIONS_MANAGER",
      "ROLE_OPS_COORDINATOR",
      "ROLE_SUPPORT_MANAGER",
    ]);
    expect(holders("SYSTEM_REVENUE_VIEW")).toEqual([
      ...executives,
      "ROLE_OPERATIONS_MANAGER",
      "ROLE_ANALYST",
      "ROLE_FINANCE",
    ]);
    expect(holders("SYSTEM_COST_VIEW")).toEqual([...executives, "ROLE_FINANCE"]);
    expect(holders("SYSTEM_PLANNING_VIEW")).toEqual(executives);
    expect(holders("SYSTEM_INTELLIGENCE_VIEW")).toEqual(SYSTEM_ROLE_NAMES.filter((name) => name.startsWith("ROLE_")));
  });

  test("a name of an object's own method is no system role", () => {
    expect(["SuperAdmin", "toString", "__proto__", "superadmin", ""].map(isSystemRole)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
