import { describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { assertTenantScope, authorize, can } from "./authorize.ts";
import type { Actor, Policy, TenantScope } from "./operation.ts";

const actor = (role: string, permissions: string[], tenantScope: TenantScope = "global"): Actor => ({
  id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  role,
  permissions: new Set(permissions),
  tenantScope,
  sessionId: null,
});
const nobody: Actor = { ...actor("anonymous", []), id: null };
const policy: Policy = { access: "roles", roles: ["SuperAdmin", "Support"], permission: "USERS_VIEW" };

const codeOf = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : "bug";
  }
};

describe("SRS §4.2 role-based AND permission-based, explicit deny", () => {
  test.each([
    ["the named role with the permission", actor("Support", ["USERS_VIEW"]), true],
    ["the named role with the wildcard", actor("SuperAdmin", ["*"]), true],
    ["the named role without the permission", actor("Support", []), false],
    ["the named role with another permission", actor("Support", ["USERS_LOCK"]), false],
    ["another role with the permission", actor("Auditor", ["USERS_VIEW"]), false],
    ["another role with the wildcard", actor("Auditor", ["*"]), false],
    ["a custom role with the permission", actor("Helpers", ["USERS_VIEW"]), false],
    ["a role named like an object's own method", actor("toString", ["USERS_VIEW"]), false],
    ["nobody", nobody, false],
    ["nobody who claims the role", { ...nobody, role: "SuperAdmin", permissions: new Set(["*"]) }, false],
  ])("%s", (_who, who, isAllowed) => {
    expect(can(who, policy)).toBe(isAllowed);
  });

  test("a custom role is let in only where the policy says so, and with the permission", () => {
    const open: Policy = { ...policy, customRoles: true };
    expect(can(actor("Helpers", ["USERS_VIEW"]), open)).toBe(true);
    expect(can(actor("Helpers", ["USERS_LOCK"]), open)).toBe(false);
    expect(can(actor("Auditor", ["USERS_VIEW"]), open)).toBe(false);
  });

  test("public is for everybody, signed-in for everybody but nobody", () => {
    expect(can(nobody, { access: "public" })).toBe(true);
    expect(can(nobody, { access: "signed-in" })).toBe(false);
    expect(can(actor("Helpers", []), { access: "signed-in" })).toBe(true);
  });

  test("SRS §5.3: nobody is 401, the wrong one is 403", () => {
    expect(codeOf(() => authorize(nobody, policy))).toBe("UNAUTHENTICATED");
    expect(codeOf(() => authorize(actor("Auditor", []), policy))).toBe("FORBIDDEN");
    expect(codeOf(() => authorize(actor("Support", ["USERS_VIEW"]), policy))).toBeNull();
  });
});

describe("decisions §3: a tenant outside the scope is 404, never 403", () => {
  const scoped: Policy = { ...policy, tenantScoped: true };
  const inside = { tenantId: "t1" };

  test.each([
    ["inside", scoped, ["t1", "t2"], inside, null],
    ["outside", scoped, ["t2"], inside, "NOT_FOUND"],
    ["assigned to nothing", scoped, [], inside, "NOT_FOUND"],
    ["a path without a tenant", scoped, ["t1"], {}, "NOT_FOUND"],
    ["global", scoped, "global", inside, null],
    ["a policy without scope", policy, ["t2"], inside, null],
  ] as const)("%s", (_case, given, scope, path, code) => {
    expect(codeOf(() => assertTenantScope(actor("Support", ["USERS_VIEW"], scope), given, path))).toBe(code);
  });
});
