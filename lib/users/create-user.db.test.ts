import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { createRole, createTenantRow } from "../testing/people.ts";
import { randomEmail } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";

const UNKNOWN_ID = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";
let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

interface Created {
  readonly userId: string;
  readonly email: string;
  readonly status: string;
  readonly inviteToken?: string;
}
const person = (changes: object = {}) => ({ email: randomEmail(), name: "Ann Lee", role: "Auditor", ...changes });
const create = (body: object, { client } = admin, family = "super-admin") =>
  client.post<Created>(`/${family}/users`, body);
const isThere = async (email: string) => (await prisma().user.count({ where: { email: email.toLowerCase() } })) > 0;

describe("decisions §5 POST /users", () => {
  test("invites: 201 with a one-time inviteToken, and no sign-in before it is accepted", async () => {
    const { email } = person();
    const { status, body, response } = await create(person({ email }));
    expect(status).toBe(201);
    expect(body["message"]).toBe("User created");
    expect(response).toEqual({
      userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email,
      status: "invited",
      inviteToken: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test("with a password the user is active at once", async () => {
    const password = "Correct horse 7 staple";
    const body = person({ password });
    const { response } = await create(body);
    expect([response.status, response.inviteToken]).toEqual(["active", undefined]);
    expect((await anonymous().post("/auth/login", { email: body.email, password })).status).toBe(200);
  });

  test("the password must meet the policy", async () => {
    const body = person({ password: "short" });
    const { status, errors } = await create(body);
    expect([status, Object.keys(errors), await isThere(body.email)]).toEqual([400, ["password"], false]);
  });

  test("ids are UUIDv7 and grow with time", async () => {
    const ids = [];
    for (let n = 0; n < 3; n += 1) {
      ids.push((await create(person())).response.userId);
    }
    expect(ids.every((id) => id[14] === "7")).toBe(true);
    expect(ids).toEqual(ids.toSorted());
  });

  test("members belong to the tenants that are named, once each", async () => {
    const [one = "", two = ""] = [await createTenantRow(), await createTenantRow()];
    const { response } = await create(person({ role: "PoolAdmin", tenantIds: [one, two, one.toUpperCase()] }));
    const rows = await prisma().userTenant.findMany({ where: { userId: response.userId } });
    expect(rows.map(({ tenantId }) => tenantId).sort()).toEqual([one, two].sort());
  });

  test("a custom role can be given", async () => {
    const { name } = await prisma().role.findUniqueOrThrow({ where: { id: await createRole(["ORDERS_VIEW"]) } });
    expect((await create(person({ role: name }))).status).toBe(201);
  });

  test.each([
    ["an unknown role", { role: "Nobody" }, "role"],
    ["a role in the wrong case", { role: "auditor" }, "role"],
    ["a tenant that never was", { tenantIds: [UNKNOWN_ID] }, "tenantIds"],
    ["no e-mail", { email: undefined }, "email"],
    ["no address", { email: "ann" }, "email"],
    ["an empty name", { name: "  " }, "name"],
    ["a name of 121 characters", { name: "n".repeat(121) }, "name"],
    ["no list of tenants", { tenantIds: "all" }, "tenantIds"],
    ["something that is no id", { tenantIds: ["7"] }, "tenantIds.0"],
  ])("%s is 400, named", async (_case, changes, field) => {
    const { status, errors } = await create(person(changes));
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("a deleted tenant is 400", async () => {
    const tenantId = await createTenantRow({ deletedOn: new Date(), isActive: false });
    const { status, errors } = await create(person({ role: "PoolAdmin", tenantIds: [tenantId] }));
    expect([status, errors]).toEqual([400, { tenantIds: "Names a tenant that does not exist" }]);
  });

  test("a taken address is 409, in any letter case", async () => {
    const body = person();
    await create(body);
    const again = await create(person({ email: body.email.toUpperCase() }));
    expect(again.body).toEqual({
      statusCode: 409,
      message: "This e-mail address is taken",
      response: { errors: { email: "This e-mail address is taken" } },
    });
  });

  test("of sixteen creations of one address at once one succeeds, fifteen are 409", async () => {
    const body = person();
    const answers = await Promise.all(Array.from({ length: 16 }, () => create(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(15).fill(409)]);
  });

  test("SRS §11, PII policy: the audit row has ids and a masked address, no name and no token", async () => {
    const body = person({ name: "Unmistakable Name" });
    const { headers, response } = await create(body);
    const [row] = await auditOf(headers.get("x-request-id"));
    expect(row).toMatchObject({ action: "USER_CREATED", actorId: admin.userId, entityId: response.userId });
    expect(row?.after).toEqual({ email: "p***@example.com", role: "Auditor", tenantIds: [], status: "invited" });
  });
});

describe("decisions §3, §9 Scoped roles: a PoolAdmin", () => {
  const inside = async () => {
    const tenantId = await createTenantRow();
    return { tenantId, pool: await as("PoolAdmin", { tenantIds: [tenantId] }) };
  };

  test("creates users of the assigned tenants", async () => {
    const { tenantId, pool } = await inside();
    const { status } = await create(person({ role: "PoolAdmin", tenantIds: [tenantId] }), pool, "admin");
    expect(status).toBe(201);
  });

  test.each([
    ["a foreign tenant", async () => ({ role: "PoolAdmin", tenantIds: [await createTenantRow()] })],
    ["a tenant that never was", async () => ({ role: "PoolAdmin", tenantIds: [UNKNOWN_ID] })],
    ["no tenant", async () => ({ role: "PoolAdmin", tenantIds: [] })],
    ["the role SuperAdmin", async (tenantId: string) => ({ role: "SuperAdmin", tenantIds: [tenantId] })],
    ["the role Auditor", async (tenantId: string) => ({ role: "Auditor", tenantIds: [tenantId] })],
    [
      "one own and one foreign tenant",
      async (own: string) => ({ role: "PoolAdmin", tenantIds: [own, await createTenantRow()] }),
    ],
  ])("who names %s gets 403, one ACCESS_DENIED row, and nothing changes", async (_case, changes) => {
    const { tenantId, pool } = await inside();
    const body = person(await changes(tenantId));
    const answer = await create(body, pool, "admin");
    expect([answer.status, await isThere(body.email)]).toEqual([403, false]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "ACCESS_DENIED", actorId: pool.userId, after: { operation: "createUser" } },
    ]);
  });

  test("may not use /super-admin for it, whatever it names", async () => {
    const { tenantId, pool } = await inside();
    expect((await create(person({ role: "PoolAdmin", tenantIds: [tenantId] }), pool)).status).toBe(403);
  });
});
