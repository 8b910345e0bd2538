import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLE_NAMES, SYSTEM_ROLES } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";
import type { Role, RolePage } from "./schema.ts";
import { holder, newRole } from "./testing.ts";

const ROLES = "/super-admin/roles";
type Page = ReturnType<typeof RolePage.parse>;
let root: SignedIn;

beforeAll(async () => {
  root = await as("SuperAdmin");
});

const rowsOf = ({ headers }: { headers: Headers }) => auditOf(headers.get("x-request-id"));
const count = (name: string) => prisma().role.count({ where: { name } });

describe("SRS §8.1, decisions §5 create a role", () => {
  test("answers 201 with roleId and name, and audits it", async () => {
    const name = randomWord("Custom");
    const answer = await root.client.post<Role>(ROLES, { name, permissions: ["ORDERS_VIEW", "ORDERS_EDIT"] });
    expect([answer.status, answer.body["message"]]).toEqual([201, "Role created"]);
    expect(answer.response).toEqual({ roleId: expect.any(String), name });
    expect(await rowsOf(answer)).toMatchObject([
      {
        action: "ROLE_CREATED",
        entityType: "role",
        entityId: answer.response.roleId,
        before: null,
        after: { name, description: "", permissions: ["ORDERS_EDIT", "ORDERS_VIEW"], isGlobal: true, version: 1 },
      },
    ]);
    const { response, headers } = await root.client.get<Role>(`${ROLES}/${answer.response.roleId}`);
    expect(headers.get("etag")).toBe('"1"');
    expect(response).toEqual({
      roleId: answer.response.roleId,
      name,
      description: "",
      permissions: ["ORDERS_EDIT", "ORDERS_VIEW"],
      isSystem: false,
      isGlobal: true,
      version: 1,
      userCount: 0,
      createdOn: expect.stringMatching(/Z$/),
      updatedOn: expect.stringMatching(/Z$/),
    });
  });

  test("name unique: 409 on name, in any case, also against system roles", async () => {
    const { name } = await newRole(root);
    for (const taken of [name, name.toUpperCase(), "superadmin", "Auditor"]) {
      const answer = await root.client.post(ROLES, { name: taken, permissions: [] });
      expect([answer.status, answer.errors]).toEqual([409, { name: expect.stringContaining(taken) }]);
    }
  });

  test.each([
    ["a permission that does not exist", ["ORDERS_VIEW", "FLY"], /FLY/],
    ["a name of an object's own method", ["toString"], /toString/],
    ["the wildcard", ["*"], /SuperAdmin only/],
    ["the wildcard among others", ["ORDERS_VIEW", "*"], /SuperAdmin only/],
    ["no list", "ORDERS_VIEW", /list|array/],
    ["nothing", undefined, /Required/],
  ])("SRS §8.1, §8.3: %s is 400 on permissions", async (_case, permissions, reason) => {
    const name = randomWord("Role-");
    const answer = await root.client.post(ROLES, { name, permissions });
    expect([answer.status, answer.errors]).toEqual([400, { permissions: expect.stringMatching(reason) }]);
    expect(await count(name)).toBe(0);
  });

  test.each([["system"], ["Anonymous"], ["two\nlines"], [""], ["x".repeat(65)]])("%j is no name", async (name) => {
    const answer = await root.client.post(ROLES, { name, permissions: [], isSystem: true });
    expect([answer.status, Object.keys(answer.errors).sort()]).toEqual([400, ["isSystem", "name"]]);
  });

  test("a permission named twice is given once", async () => {
    const { permissions } = await newRole(root, { permissions: ["USERS_VIEW", "USERS_VIEW"] });
    expect(permissions).toEqual(["USERS_VIEW"]);
  });

  test("SRS §13: an Idempotency-Key makes it once", async () => {
    const body = { name: randomWord("Role-"), permissions: ["ORDERS_VIEW"] };
    const key = { "idempotency-key": randomWord() };
    const [first, second] = [await root.client.post(ROLES, body, key), await root.client.post(ROLES, body, key)];
    expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
    expect(second.body).toEqual(first.body);
    expect(await count(body.name)).toBe(1);
  });

  test("twenty at once with one name: one role, nineteen conflicts", async () => {
    const body = { name: randomWord("Role-"), permissions: ["ORDERS_VIEW"] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => root.client.post(ROLES, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  });

  test("a dry run makes nothing", async () => {
    const name = randomWord("Role-");
    const answer = await root.client.post(`${ROLES}?dryRun=true`, { name, permissions: ["ORDERS_VIEW"] });
    expect(answer.response).toMatchObject({
      dryRun: true,
      before: null,
      after: { name },
      audit: [{ action: "ROLE_CREATED" }],
    });
    expect(await count(name)).toBe(0);
    expect(await rowsOf(answer)).toEqual([]);
  });
});

describe("SRS §8.2 list roles", () => {
  test("holds every system role with its users", async () => {
    await createPerson("ROLE_ANALYST");
    const { response } = await root.client.get<Page>(`${ROLES}?isSystem=true&pageSize=100`);
    expect(response.items.map(({ name }) => name).sort()).toEqual([...SYSTEM_ROLE_NAMES].sort());
    for (const { name, userCount, permissions } of response.items) {
      expect([name, userCount]).toEqual([name, await prisma().user.count({ where: { role: { name } } })]);
      expect(permissions).toHaveLength(SYSTEM_ROLES[name as keyof typeof SYSTEM_ROLES].permissions.length);
    }
  });

  test("is paged, sorted and searched", async () => {
    const word = randomWord("zz");
    const made = [await newRole(root, { name: `${word}-b` }), await newRole(root, { name: `${word}-A` })];
    const list = async (query: string) =>
      (await root.client.get<Page>(`${ROLES}?search=${word.toUpperCase()}${query}`)).response;
    expect(await list("&pageSize=1")).toMatchObject({ page: 1, pageSize: 1, totalItems: 2, totalPages: 2 });
    const namesOf = async (query: string) => (await list(query)).items.map(({ name }) => name);
    expect(await namesOf("&sort=createdOn")).toEqual(made.map(({ name }) => name));
    expect(await namesOf("&sort=-createdOn&pageSize=1&page=2")).toEqual([`${word}-b`]);
    expect((await namesOf("&sort=name")).toReversed()).toEqual(await namesOf("&sort=-name"));
    expect(await list("&isSystem=true&page=3")).toMatchObject({ items: [], totalItems: 0 });
    expect((await root.client.get(`${ROLES}?sort=userCount`)).status).toBe(400);
  });

  test("userCount follows users who come, change role and go", async () => {
    const [role, other] = [await newRole(root), await newRole(root)];
    const counts = async () => {
      const users = async ({ roleId }: Role) => (await root.client.get<Role>(`${ROLES}/${roleId}`)).response.userCount;
      return [await users(role), await users(other)];
    };
    const people = await Promise.all([1, 2, 3].map(() => createPerson("Support", { roleId: role.roleId })));
    expect(await counts()).toEqual([3, 0]);
    await prisma().user.updateMany({
      where: { id: { in: people.slice(0, 2).map(({ userId }) => userId) } },
      data: { roleId: other.roleId },
    });
    expect(await counts()).toEqual([1, 2]);
    await prisma().user.delete({ where: { id: people[0]?.userId ?? "" } });
    expect(await counts()).toEqual([1, 1]);
  });

  test("decisions §3: a PoolAdmin counts the users of the own tenants only, in list and detail", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const role = await newRole(root, { permissions: ["USERS_VIEW"], isGlobal: false });
    await createPerson("Support", { roleId: role.roleId, tenantIds: [own, foreign] });
    await createPerson("Support", { roleId: role.roleId, tenantIds: [foreign] });
    await createPerson("Support", { roleId: role.roleId });
    const pool = await as("PoolAdmin", { tenantIds: [own] });
    const detail = await pool.client.get<Role>(`/admin/roles/${role.roleId}`);
    expect(detail.response).toMatchObject({ name: role.name, userCount: 1 });
    const list = await pool.client.get<Page>(`/admin/roles?search=${role.name}`);
    expect(list.response.items).toMatchObject([{ userCount: 1 }]);
    expect((await pool.client.get<Page>("/admin/roles?search=SuperAdmin")).response.items).toMatchObject([
      { userCount: 0 },
    ]);
  });
});

describe("decisions §5 DELETE /roles/{roleId}", () => {
  test("answers 200 with its id, audits what it was, and its name is free again", async () => {
    const role = await newRole(root);
    const answer = await root.client.del(`${ROLES}/${role.roleId}`, { reason: "Nobody uses it" });
    expect([answer.status, answer.response]).toEqual([200, { roleId: role.roleId }]);
    expect(await rowsOf(answer)).toMatchObject([
      { action: "ROLE_DELETED", reason: "Nobody uses it", before: { name: role.name, version: 1 }, after: null },
    ]);
    expect((await root.client.get(`${ROLES}/${role.roleId}`)).status).toBe(404);
    expect((await root.client.del(`${ROLES}/${role.roleId}`)).status).toBe(404);
    await newRole(root, { name: role.name });
  });

  test("is 409 while assigned, with and without dry run", async () => {
    const role = await newRole(root);
    await createPerson("Support", { roleId: role.roleId, status: "invited" });
    for (const query of ["?dryRun=true", ""]) {
      const answer = await root.client.del(`${ROLES}/${role.roleId}${query}`);
      expect([answer.status, Object.keys(answer.errors)]).toEqual([409, ["roleId"]]);
    }
    expect((await root.client.get<Role>(`${ROLES}/${role.roleId}`)).response.userCount).toBe(1);
  });

  test("against assignments at the same moment: nobody ends up with a role that is gone", async () => {
    const role = await newRole(root);
    const body = () => ({ email: `${randomWord("p-")}@example.com`, name: "Ann Lee", role: role.name });
    const [gone, ...given] = await Promise.all([
      root.client.del(`${ROLES}/${role.roleId}`),
      ...[1, 2, 3, 4].map(() => root.client.post("/super-admin/users", body())),
    ]);
    const assigned = given.filter(({ status }) => status === 201).length;
    expect(gone.status).toBe(assigned > 0 ? 409 : 200);
    expect(given.every(({ status }) => [201, 400, 409].includes(status))).toBe(true);
    expect(await prisma().user.count({ where: { roleId: role.roleId } })).toBe(assigned);
  });

  test("a dry run deletes nothing", async () => {
    const role = await newRole(root);
    const answer = await root.client.del(`${ROLES}/${role.roleId}?dryRun=true`);
    expect(answer.response).toMatchObject({ before: { name: role.name }, after: null, cascade: { users: 0 } });
    expect((await root.client.get(`${ROLES}/${role.roleId}`)).status).toBe(200);
  });
});

describe("decisions §3 who reads roles", () => {
  test.each([["PoolAdmin"], ["Auditor"]] as const)("%s reads and does not write", async (name) => {
    const role = await newRole(root);
    const { client } = await as(name, { tenantIds: name === "PoolAdmin" ? [await createTenantRow()] : [] });
    expect((await client.get<Page>("/admin/roles")).status).toBe(200);
    expect((await client.get<Role>(`/admin/roles/${role.roleId}`)).response).toEqual(role);
    expect((await client.put(`/admin/roles/${role.roleId}`, { permissions: [] })).status).toBe(403);
    expect((await client.del(`/admin/roles/${role.roleId}`)).status).toBe(403);
    expect((await client.get("/super-admin/roles")).status).toBe(403);
  });

  test("ROLES_EDIT in a custom role does not let anybody shape roles", async () => {
    const { client } = await holder(await newRole(root, { permissions: ["ROLES_VIEW", "ROLES_EDIT"] }));
    expect((await client.post("/admin/roles", { name: randomWord("Role-"), permissions: [] })).status).toBe(403);
  });
});
