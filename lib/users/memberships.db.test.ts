import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";

const strays = () => prisma().$queryRaw<object[]>`
  SELECT m.user_id FROM user_tenants m JOIN users u ON u.id = m.user_id
  WHERE (m.role_id, m.status, m.created_on) IS DISTINCT FROM (u.role_id, u.status, u.created_on)`;

describe("what memberships copy of their users", () => {
  test("is right whoever writes, and however many at once", async () => {
    const tenants = await Promise.all(Array.from({ length: 4 }, () => createTenantRow()));
    const people = await Promise.all(Array.from({ length: 6 }, () => createPerson("PoolAdmin")));
    const roles = [SYSTEM_ROLES.PoolAdmin.id, SYSTEM_ROLES.Support.id, SYSTEM_ROLES.Auditor.id];
    const write = async () => {
      const userId = people[randomInt(people.length)]?.userId ?? "";
      const tenantId = tenants[randomInt(tenants.length)] ?? "";
      const status = ["active", "locked", "suspended"][randomInt(3)] ?? "active";
      await [
        () => prisma().userTenant.createMany({ data: { tenantId, userId }, skipDuplicates: true }),
        () => prisma().userTenant.deleteMany({ where: { tenantId, userId } }),
        () => prisma().user.update({ where: { id: userId }, data: { status } }),
        () => prisma().user.update({ where: { id: userId }, data: { roleId: roles[randomInt(3)] ?? "" } }),
      ][randomInt(4)]?.();
    };
    const writers = Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 60; n += 1) {
        await write();
      }
    });
    await Promise.all(writers);
    expect(await prisma().userTenant.count()).toBeGreaterThan(0);
    expect(await strays()).toEqual([]);
  });
});
