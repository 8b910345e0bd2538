import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { asCustom, type SignedIn, signIn } from "../testing/client.ts";
import { createPerson, createRole, createTenantRow, type Person } from "../testing/people.ts";
import { randomEmail } from "../testing/random.ts";

// A custom role works in /api/v1/admin by its permissions, and never hands out more than it has.

const HELPERS = ["USERS_VIEW", "USERS_CREATE", "USERS_ASSIGN", "USERS_LOCK", "USERS_LOGOUT"];
let helper: SignedIn;

beforeAll(async () => {
  helper = await asCustom(HELPERS);
});

const nameOf = async (roleId: string) => (await prisma().role.findUniqueOrThrow({ where: { id: roleId } })).name;
const invite = (role: string, { client } = helper, tenantIds: readonly string[] = []) =>
  client.post("/admin/users", { email: randomEmail(), name: "Ann Lee", role, tenantIds });
const reset = ({ userId }: Person, { client } = helper) => client.post(`/admin/users/${userId}/password-reset`, {});

describe("SRS §4.2 a custom role in the lower roles' API", () => {
  test("does what its permissions say, and nothing else", async () => {
    const { userId } = await createPerson("ROLE_READ_ONLY");
    const { client } = await asCustom(["USERS_VIEW", "USERS_LOCK"]);
    expect((await client.get(`/admin/users/${userId}`)).status).toBe(200);
    const lock = { isLocked: true, reason: "Multiple fraud attempts" };
    expect((await client.patch(`/admin/users/${userId}/lock`, lock)).status).toBe(200);
    expect((await client.post(`/admin/users/${userId}/logout`, { reason: "Lost laptop" })).status).toBe(403);
    expect((await client.get("/admin/tenants")).status).toBe(403);
    expect((await client.get("/super-admin/users")).status).toBe(403);
  });

  test("bound to tenants, it sees and touches theirs only", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const roleId = await createRole(["USERS_VIEW", "TENANTS_VIEW", "USERS_LOCK"], false);
    const bound = await signIn(await createPerson("Support", { roleId, tenantIds: [own] }));
    const stranger = await createPerson("PoolAdmin", { tenantIds: [foreign] });
    const { response } = await bound.client.get<{ items: { tenantId: string }[] }>("/admin/tenants");
    expect(response.items.map(({ tenantId }) => tenantId)).toEqual([own]);
    expect((await bound.client.get(`/admin/users/${stranger.userId}`)).status).toBe(404);
    const lock = { isLocked: true, reason: "Multiple fraud attempts" };
    expect((await bound.client.patch(`/admin/users/${stranger.userId}/lock`, lock)).status).toBe(404);
  });

  test("without a tenant, a role that is not global sees nobody", async () => {
    const roleId = await createRole(["USERS_VIEW"], false);
    const { client } = await signIn(await createPerson("Support", { roleId }));
    expect((await client.get("/admin/users")).response).toMatchObject({ items: [], totalItems: 0 });
  });
});

describe("decisions §9: nobody but a SuperAdmin hands out more than they have", () => {
  test.each(["SuperAdmin", "PoolAdmin", "Auditor", "Support", "ROLE_EXECUTIVE_CEO"])("%s is 403", async (role) => {
    expect((await invite(role)).status).toBe(403);
    const { userId } = await createPerson("ROLE_READ_ONLY");
    const moved = await helper.client.put(`/admin/users/${userId}`, { name: "Ann Lee", role, tenantIds: [] });
    expect(moved.status).toBe(403);
  });

  test("a role with fewer permissions goes, and so does one for the tenants' own application", async () => {
    for (const permissions of [["USERS_VIEW"], ["ORDERS_EDIT"], HELPERS]) {
      expect((await invite(await nameOf(await createRole(permissions)))).status).toBe(201);
    }
  });

  test.each(["SuperAdmin", "Auditor", "ROLE_EXECUTIVE_CEO"] as const)(
    "a link that opens an account of %s is 403 as well",
    async (role) => {
      expect((await reset(await createPerson(role))).status).toBe(403);
      const { userId } = await createPerson(role, { status: "invited" });
      expect((await helper.client.post(`/admin/users/${userId}/invitation`, {})).status).toBe(403);
    },
  );

  test("also for a role that may make accounts and not assign roles", async () => {
    const maker = await asCustom(["USERS_VIEW", "USERS_CREATE"]);
    expect((await reset(await createPerson("Auditor"), maker)).status).toBe(403);
    expect(
      (await reset(await createPerson("Support", { roleId: await createRole(["USERS_VIEW"]) }), maker)).status,
    ).toBe(200);
  });

  test("a global role goes not from within a scope of tenants", async () => {
    const tenantId = await createTenantRow();
    const bound = await asCustom(HELPERS, { tenantIds: [tenantId] });
    const [global, local] = [await createRole(["USERS_VIEW"], true), await createRole(["USERS_VIEW"], false)];
    expect((await invite(await nameOf(global), bound, [tenantId])).status).toBe(403);
    expect((await invite(await nameOf(local), bound, [tenantId])).status).toBe(201);
  });
});
