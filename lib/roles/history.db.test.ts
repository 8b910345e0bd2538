import { beforeAll, describe, expect, test } from "vitest";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import type { RoleHistoryPage } from "./schema.ts";
import { newRole } from "./testing.ts";

type Page = ReturnType<typeof RoleHistoryPage.parse>;
let root: SignedIn;

beforeAll(async () => {
  root = await as("SuperAdmin");
});

const historyOf = (roleId: string, { client } = root, base = "/super-admin", query = "") =>
  client.get<Page>(`${base}/roles/${roleId}/history${query}`);

async function edited() {
  const role = await newRole(root, { permissions: ["USERS_VIEW", "TENANTS_VIEW"] });
  await root.client.put(`/super-admin/roles/${role.roleId}`, {
    permissions: ["USERS_VIEW", "AUDIT_VIEW"],
    description: "Reads the trail",
    reason: "New duty",
  });
  return role;
}

describe("SRS §8.3 Changes versioned in audit logs", () => {
  test("every version says what changed and who changed it, newest first", async () => {
    const { roleId, name } = await edited();
    await root.client.del(`/super-admin/roles/${roleId}`);
    const { response } = await historyOf(roleId);
    const by = { changedBy: root.userId, changedByRole: "SuperAdmin" };
    expect(response).toMatchObject({ page: 1, totalItems: 3, totalPages: 1 });
    expect(response.items).toMatchObject([
      {
        ...by,
        version: 2,
        action: "ROLE_DELETED",
        permissionsAdded: [],
        permissionsRemoved: ["AUDIT_VIEW", "USERS_VIEW"],
      },
      {
        ...by,
        version: 2,
        action: "ROLE_UPDATED",
        reason: "New duty",
        permissionsAdded: ["AUDIT_VIEW"],
        permissionsRemoved: ["TENANTS_VIEW"],
        changes: [{ field: "description", before: "", after: "Reads the trail" }],
      },
      {
        ...by,
        version: 1,
        action: "ROLE_CREATED",
        permissionsAdded: ["TENANTS_VIEW", "USERS_VIEW"],
        changes: [
          { field: "name", before: null, after: name },
          { field: "description", before: null, after: "" },
          { field: "isGlobal", before: null, after: true },
        ],
      },
    ]);
    for (const { auditId } of response.items) {
      const record = await root.client.get(`/super-admin/audit-logs/${auditId}`);
      expect(record.response).toMatchObject({ entityType: "role", entityId: roleId });
    }
  });

  test("is paged", async () => {
    const { roleId } = await edited();
    const { response } = await historyOf(roleId, root, "/super-admin", "?pageSize=1&page=2");
    expect(response).toMatchObject({ items: [{ version: 1 }], totalItems: 2, totalPages: 2 });
  });

  test("of a system role is empty, of no role 404", async () => {
    expect((await historyOf(SYSTEM_ROLES.Support.id)).response).toMatchObject({ items: [], totalItems: 0 });
    expect((await historyOf("01930d5e-7a10-7c3e-9b1f-3f2a64d0c0ff")).status).toBe(404);
    expect((await historyOf("nonsense")).status).toBe(404);
  });

  test("decisions §3: within a scope of tenants nobody outside it is named", async () => {
    const { roleId } = await edited();
    const pool = await as("PoolAdmin", { tenantIds: [await createTenantRow()] });
    const { response } = await historyOf(roleId, pool, "/admin");
    expect(response.items).toMatchObject([
      { changedBy: null, changedByRole: "SuperAdmin" },
      { changedBy: null, changedByRole: "SuperAdmin" },
    ]);
    const auditor = await as("Auditor");
    expect((await historyOf(roleId, auditor, "/admin")).response.items).toMatchObject([
      { changedBy: root.userId },
      { changedBy: root.userId },
    ]);
  });
});
