import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { createRole } from "../testing/people.ts";
import { asApp, asOwner } from "../testing/rows.ts";
import { PERMISSIONS } from "./permissions.ts";
import { SYSTEM_ROLE_NAMES, SYSTEM_ROLES } from "./roles.ts";

describe("decisions §3: the seeded catalogue equals the code's", () => {
  test("permissions with their descriptions, and the wildcard", async () => {
    const rows = await prisma().permission.findMany();
    const stored = Object.fromEntries(rows.map(({ name, description }) => [name, description]));
    expect(stored).toEqual({ ...PERMISSIONS, "*": "Everything (SuperAdmin only)" });
  });

  test("system roles with id, description, scope and permissions", async () => {
    const rows = await prisma().role.findMany({ where: { isSystem: true }, include: { permissions: true } });
    const stored = Object.fromEntries(
      rows.map(({ name, id, description, isGlobal, permissions }) => [
        name,
        { id, description, isGlobal, permissions: permissions.map(({ permissionName }) => permissionName).sort() },
      ]),
    );
    const declared = SYSTEM_ROLE_NAMES.map((name) => {
      const role = SYSTEM_ROLES[name];
      return [name, { ...role, permissions: [...role.permissions].sort() }];
    });
    expect(stored).toEqual(Object.fromEntries(declared));
  });
});

describe("SRS §8.3 no wildcard for non-super roles, whoever writes the row", () => {
  const INSERT = "INSERT INTO role_permissions (role_id, permission_name) VALUES ($1, '*')";

  test.each(SYSTEM_ROLE_NAMES.filter((name) => name !== "SuperAdmin"))("%s cannot have it", async (name) => {
    for (const as of [asApp, asOwner]) {
      await expect(as(INSERT, [SYSTEM_ROLES[name].id])).rejects.toThrow("belongs to SuperAdmin only");
    }
  });

  test("a custom role cannot have it, by insert or by update", async () => {
    const roleId = await createRole(["USERS_VIEW"]);
    await expect(asApp(INSERT, [roleId])).rejects.toThrow("belongs to SuperAdmin only");
    await expect(
      asOwner("UPDATE role_permissions SET permission_name = '*' WHERE role_id = $1", [roleId]),
    ).rejects.toThrow("belongs to SuperAdmin only");
    const rows = await prisma().rolePermission.findMany({ where: { roleId } });
    expect(rows.map(({ permissionName }) => permissionName)).toEqual(["USERS_VIEW"]);
  });

  test("SRS §8.1: a permission that does not exist cannot be given", async () => {
    await expect(createRole(["FLY"])).rejects.toThrow(/Foreign key/i);
  });

  test("the application's role cannot invent a permission", async () => {
    await expect(asApp("INSERT INTO permissions VALUES ('FLY', 'Fly')")).rejects.toThrow(/permission denied/);
  });
});
