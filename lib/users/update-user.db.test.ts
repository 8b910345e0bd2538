import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createRole, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { access, busy, outOfReach, ownPool, type Rehearsed, statuses } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const put = (userId: string, body: object, { client } = admin, family = "super-admin", query = "") =>
  client.put<Rehearsed>(`/${family}/users/${userId}${query}`, { name: "Ann Lee", role: "PoolAdmin", ...body });
const tenantsOf = async (userId: string) =>
  (await prisma().userTenant.findMany({ where: { userId } })).map(({ tenantId }) => tenantId).sort();
const roleNameOf = async (roleId: string) => (await prisma().role.findUniqueOrThrow({ where: { id: roleId } })).name;

describe("decisions §5 PUT /users/{userId}", () => {
  test("changes name, role and tenants, answers the user as GET shows it, with the next ETag", async () => {
    const [one, two, three] = [await createTenantRow(), await createTenantRow(), await createTenantRow()];
    const { userId } = await createPerson("Auditor", { tenantIds: [one, two] });
    const { status, response, headers } = await put(userId, { name: "Bea Fox", tenantIds: [two, three, three] });
    expect([status, headers.get("etag")]).toEqual([200, '"2"']);
    expect(response).toMatchObject({ userId, name: "Bea Fox", role: "PoolAdmin" });
    expect(await tenantsOf(userId)).toEqual([two, three].sort());
    expect(response).toEqual((await admin.client.get(`/super-admin/users/${userId}`)).response);
  });

  test("keeps the tenants that it does not name, and their counts right", async () => {
    const [one, two] = [await createTenantRow(), await createTenantRow()];
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [one] });
    await put(userId, {});
    expect(await tenantsOf(userId)).toEqual([one]);
    await put(userId, { tenantIds: [two] });
    const counts = await prisma().tenant.findMany({
      where: { id: { in: [one, two] } },
      select: { id: true, userCount: true },
    });
    expect(Object.fromEntries(counts.map(({ id, userCount }) => [id, userCount]))).toEqual({ [one]: 0, [two]: 1 });
  });

  test("decisions §2: another role or other tenants end every session at once; another name does not", async () => {
    const tenantId = await createTenantRow();
    for (const change of [{ role: "Support" }, { tenantIds: [tenantId] }]) {
      const who = await busy();
      expect((await put(who.userId, change)).status).toBe(200);
      expect(await access(who)).toEqual({ call: 401, signIn: 200 });
    }
    const renamed = await busy();
    await put(renamed.userId, { name: "Bea Fox" });
    expect((await renamed.client.get("/auth/me")).response).toMatchObject({ name: "Bea Fox" });
  });

  test("SRS §11, PII policy: one row with before and after and no name", async () => {
    const who = await createPerson("Auditor", { name: "Unmistakable Name" });
    const answer = await put(who.userId, { name: "Another Name", reason: "Changed teams" });
    const before = { email: "p***@example.com", role: "Auditor", tenantIds: [], status: "active", lockReason: null };
    const rows = await auditOf(answer.headers.get("x-request-id"));
    expect(rows).toMatchObject([{ action: "USER_UPDATED", entityId: who.userId, reason: "Changed teams" }]);
    expect([rows[0]?.before, rows[0]?.after]).toEqual([before, { ...before, role: "PoolAdmin", nameChanged: true }]);
  });

  test("a dry run shows before, after and what would end, and changes nothing", async () => {
    const who = await busy("Auditor");
    const { response } = await put(who.userId, {}, admin, "super-admin", "?dryRun=true");
    expect(response).toMatchObject({
      before: { role: "Auditor" },
      after: { role: "PoolAdmin" },
      cascade: { sessions: 2, refreshTokens: 2 },
      audit: [{ action: "USER_UPDATED" }],
    });
    expect((await who.client.get("/auth/me")).response).toMatchObject({ role: "Auditor" });
  });

  test("decisions §4: a stale If-Match is 412, the current one goes through", async () => {
    const { userId } = await createPerson("PoolAdmin");
    const current = (await admin.client.get(`/super-admin/users/${userId}`)).headers.get("etag") ?? "";
    const attempt = () =>
      admin.client.put(`/super-admin/users/${userId}`, { name: "Bea", role: "PoolAdmin" }, { "if-match": current });
    expect([(await attempt()).status, (await attempt()).status]).toEqual([200, 412]);
  });

  test("of eight with one If-Match at once one goes through", async () => {
    const { userId } = await createPerson("PoolAdmin");
    const write = (index: number) =>
      admin.client.put(`/super-admin/users/${userId}`, { name: `N${index}`, role: "PoolAdmin" }, { "if-match": '"1"' });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => write(index)));
    expect(statuses(answers)).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  test("moves in opposite directions at once: none waits for ever", async () => {
    const [one, two] = [await createTenantRow(), await createTenantRow()];
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, n) => createPerson("PoolAdmin", { tenantIds: [n % 2 ? one : two] })),
    );
    const answers = await Promise.all(people.map(({ userId }, n) => put(userId, { tenantIds: [n % 2 ? two : one] })));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
  });

  test.each([
    ["an unknown role", { role: "Nobody" }, "role"],
    ["no role", { role: undefined }, "role"],
    ["no name", { name: undefined }, "name"],
    ["an empty name", { name: " " }, "name"],
    ["a tenant that never was", { tenantIds: [randomUUID()] }, "tenantIds"],
    ["another e-mail address", { email: "bea@example.com" }, "email"],
    ["a status", { status: "active" }, "status"],
  ])("%s is 400, named", async (_case, body, field) => {
    const { userId } = await createPerson("PoolAdmin");
    const { status, errors } = await put(userId, body);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("a deleted tenant cannot be joined, but kept", async () => {
    const gone = await createTenantRow({ deletedOn: new Date(), isActive: false });
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [gone] });
    expect((await put(userId, { tenantIds: [gone] })).status).toBe(200);
    const { userId: other } = await createPerson("PoolAdmin");
    expect((await put(other, { tenantIds: [gone] })).errors).toEqual({
      tenantIds: "Names a tenant that does not exist",
    });
  });

  test("an unknown user is 404", async () => {
    expect((await put(randomUUID(), {})).status).toBe(404);
  });
});

describe("decisions §3, §9 Scoped roles: a PoolAdmin", () => {
  test("changes users of the assigned tenants, to roles of the tenants' own application too", async () => {
    const { tenantId, pool } = await ownPool();
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [tenantId] });
    const role = await roleNameOf(await createRole(["ORDERS_VIEW"], false));
    const { status, response } = await put(userId, { name: "Bea", role }, pool, "admin");
    expect([status, response]).toMatchObject([200, { name: "Bea", role }]);
  });

  test.each<[string, (own: string) => Promise<object>]>([
    ["a foreign tenant", async () => ({ tenantIds: [await createTenantRow()] })],
    ["a foreign tenant beside an own one", async (own) => ({ tenantIds: [own, await createTenantRow()] })],
    ["a tenant that never was", async () => ({ tenantIds: [randomUUID()] })],
    ["no tenant", async () => ({ tenantIds: [] })],
    ["a global role", async () => ({ role: "Support" })],
    ["SuperAdmin", async () => ({ role: "SuperAdmin" })],
    [
      "a role with a permission of its own that a PoolAdmin lacks",
      async () => ({ role: await roleNameOf(await createRole(["TENANTS_DELETE"], false)) }),
    ],
  ])("who names %s gets 403 and nothing changes", async (_case, changes) => {
    const { tenantId, pool } = await ownPool();
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [tenantId] });
    const answer = await put(userId, await changes(tenantId), pool, "admin");
    expect([answer.status, await tenantsOf(userId)]).toEqual([403, [tenantId]]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([{ action: "ACCESS_DENIED" }]);
    const { roleId, version } = await prisma().user.findUniqueOrThrow({ where: { id: userId } });
    expect([roleId, version]).toEqual([SYSTEM_ROLES.PoolAdmin.id, 1]);
  });

  test.each(Object.entries(outOfReach))("gets 403 for somebody %s", async (_why, make) => {
    const { tenantId, pool } = await ownPool();
    const { userId } = await make(tenantId);
    const answer = await put(userId, { tenantIds: [tenantId] }, pool, "admin");
    expect([answer.status, (await prisma().user.findUniqueOrThrow({ where: { id: userId } })).version]).toEqual([
      403, 1,
    ]);
  });

  test("gets 404 for somebody of a foreign tenant, whatever it names", async () => {
    const { tenantId, pool } = await ownPool();
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [await createTenantRow()] });
    expect((await put(userId, { tenantIds: [tenantId] }, pool, "admin")).status).toBe(404);
    expect((await put(userId, { role: "Nobody" }, pool, "admin")).status).toBe(404);
  });

  test("Support and Auditor change nobody", async () => {
    const { userId } = await createPerson("PoolAdmin");
    for (const role of ["Support", "Auditor"] as const) {
      expect((await put(userId, {}, await as(role), "admin")).status).toBe(403);
    }
  });
});
