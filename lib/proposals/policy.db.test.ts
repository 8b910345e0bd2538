import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { prisma } from "../db/client.ts";
import { as, type Client, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createRole, createTenantRow, PASSWORD } from "../testing/people.ts";
import { randomEmail, randomWord } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";

// What needs a second person, by the configuration, whoever asks and whichever way.

let ann: SignedIn;
let ben: SignedIn;
beforeAll(async () => {
  ann = await as("SuperAdmin");
  ben = await as("SuperAdmin");
});

const ON = { "approvals.required": true } as const;
const GLOBAL = "/super-admin/configurations/global";
const deleteTenant = (client: Client, tenantId: string, query = "") =>
  client.call("DELETE", `/super-admin/tenants/${tenantId}?confirm=true${query}`, {
    body: { reason: "Contract ended" },
  });
const newRole = (client: Client, permissions: readonly string[], family = "super-admin") =>
  client.post(`/${family}/roles`, { name: randomWord("Role-"), permissions });
const values = (changes: object) => ({ values: { ...DEFAULT_CONFIGURATION, ...changes } });

interface Proposed {
  readonly proposalId: string;
  readonly status: string;
  readonly operation: string;
  readonly expiresAt: string;
  readonly effect: { readonly before: object | null; readonly after: object | null; readonly cascade: object };
}

describe("issue 6 four eyes: while nobody has asked for it", () => {
  beforeEach(() => configure({}));

  test("the contract is as decided: nothing waits", async () => {
    expect((await deleteTenant(ann.client, await createTenantRow())).status).toBe(200);
    expect((await newRole(ann.client, ["ROLES_EDIT"])).status).toBe(201);
    expect((await ann.client.put(GLOBAL, values({ "auth.sessionTimeoutMinutes": 700 }))).status).toBe(200);
    expect(await prisma().proposal.count()).toBe(0);
  });

  test("a dry run says nothing of it", async () => {
    const { response } = await deleteTenant(ann.client, await createTenantRow(), "&dryRun=true");
    expect(response).not.toHaveProperty("approval");
  });
});

describe("issue 6 four eyes: what the policy names waits", () => {
  beforeEach(() => configure(ON));

  test("deleting a tenant: 202 with the proposal and its rehearsed effect, one audit row, nothing deleted", async () => {
    const tenantId = await createTenantRow();
    const answer = await deleteTenant(ann.client, tenantId);
    expect(answer.body).toMatchObject({ statusCode: 202, response: { status: "pending", operation: "deleteTenant" } });
    const { proposalId, effect, expiresAt } = answer.response as unknown as Proposed;
    expect(effect).toMatchObject({
      before: { status: "active" },
      after: { status: "deleted" },
      cascade: expect.anything(),
    });
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(71.9 * 3_600_000);
    expect((await prisma().tenant.findUniqueOrThrow({ where: { id: tenantId } })).deletedOn).toBeNull();
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      {
        action: "PROPOSAL_CREATED",
        actorId: ann.userId,
        entityType: "proposal",
        entityId: proposalId,
        tenantId,
        reason: "Contract ended",
        after: { operation: "deleteTenant", ground: "deleteTenant", entityId: tenantId },
      },
    ]);
  });

  test("a dry run keeps working, and says that it would wait", async () => {
    const { status, response } = await deleteTenant(ann.client, await createTenantRow(), "&dryRun=true");
    expect([status, response]).toMatchObject([
      200,
      {
        dryRun: true,
        approval: { ground: "deleteTenant", expiresAfterHours: 72 },
        audit: [{ action: "TENANT_DELETED" }],
      },
    ]);
  });

  test("what is impossible is refused at once with its usual error", async () => {
    expect((await deleteTenant(ann.client, await createTenantRow({ deletedOn: new Date() }))).status).toBe(409);
    const taken = { name: "Auditor", permissions: ["ROLES_EDIT"] };
    expect((await ann.client.post("/super-admin/roles", taken)).status).toBe(409);
    const stale = await ann.client.call("DELETE", `/super-admin/tenants/${await createTenantRow()}`, { body: {} });
    expect(stale.status).toBe(400);
  });

  test("a role of whoever may not do it at all is told that first", async () => {
    const { client } = await as("Auditor");
    const answer = await client.call("DELETE", `/admin/tenants/${await createTenantRow()}?confirm=true`, { body: {} });
    expect(answer.status).toBe(403);
  });

  test("a role that gains a permission of high power, or half of all, on both families; any other does not wait", async () => {
    expect((await newRole(ann.client, ["USERS_ASSIGN"])).status).toBe(202);
    expect((await newRole(ann.client, ["CONFIG_EDIT"], "admin")).status).toBe(202);
    expect((await newRole(ann.client, ["ORDERS_VIEW"])).status).toBe(201);
    const roleId = await createRole(["ROLES_EDIT"]);
    const update = (permissions: readonly string[]) => ann.client.put(`/super-admin/roles/${roleId}`, { permissions });
    expect((await update(["ROLES_EDIT", "API_KEYS_EDIT"])).status).toBe(202);
    expect((await update(["ROLES_EDIT", "ORDERS_VIEW"])).status).toBe(200);
    expect((await update(["ORDERS_VIEW"])).status).toBe(200);
  });

  test("security keys by PUT, PATCH and rollback; other keys do not wait", async () => {
    const patch = (path: string, value: unknown) =>
      ann.client.call("PATCH", GLOBAL, {
        body: [{ op: "replace", path, value }],
        headers: { "content-type": "application/json-patch+json" },
      });
    expect((await ann.client.put(GLOBAL, values({ ...ON, "auth.sessionTimeoutMinutes": 700 }))).status).toBe(202);
    expect((await patch("/rules.maxImpactPercent", 99)).status).toBe(202);
    expect((await patch("/features.exports", false)).status).toBe(200);
    expect((await ann.client.post(`${GLOBAL}/rollback`, { version: 0 })).status).toBe(202);
  });

  test("making a super admin, new or not; a password is never kept", async () => {
    const invited = { email: randomEmail(), name: "Ann Lee", role: "SuperAdmin" };
    const answer = await ann.client.post("/super-admin/users", invited);
    expect(answer.status).toBe(202);
    const { proposalId } = answer.response as unknown as Proposed;
    const row = await prisma().proposal.findUniqueOrThrow({ where: { id: proposalId } });
    expect(JSON.stringify(row)).not.toContain("Ann Lee");
    expect(JSON.stringify(row)).not.toContain(invited.email);
    const { email, ...rest } = invited;
    const refused = await ann.client.post("/super-admin/users", { ...rest, email: randomEmail(), password: PASSWORD });
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { response: { errors: { password: expect.any(String) } } },
    ]);
    const { userId } = await createPerson("Auditor");
    const raised = await ann.client.put(`/super-admin/users/${userId}`, { name: "X", role: "SuperAdmin" });
    expect([raised.status, email]).toEqual([202, email]);
    expect((await ann.client.put(`/super-admin/users/${userId}`, { name: "X", role: "Support" })).status).toBe(200);
  });

  test("the same wish about the same state is the same proposal; a retry under its key is the stored answer", async () => {
    const tenantId = await createTenantRow();
    const first = (await deleteTenant(ann.client, tenantId)).response as unknown as Proposed;
    const again = (await deleteTenant(ann.client, tenantId)).response as unknown as Proposed;
    expect(again.proposalId).toBe(first.proposalId);
    const other = (await deleteTenant(ben.client, tenantId)).response as unknown as Proposed;
    expect(other.proposalId).not.toBe(first.proposalId);

    const body = { name: randomWord("Role-"), permissions: ["ROLES_EDIT"] };
    const headers = { "idempotency-key": randomWord("key-") };
    const sent = () => ann.client.call("POST", "/super-admin/roles", { body, headers });
    const [one, two] = [await sent(), await sent()];
    expect([two.status, two.body]).toEqual([202, one.body]);
  });
});

describe("decisions §5: approvals.operations and approvals.expiryHours change the running system", () => {
  test("what is not on the list does not wait", async () => {
    await configure({ ...ON, "approvals.operations": ["roleChange"] });
    expect((await deleteTenant(ann.client, await createTenantRow())).status).toBe(200);
    expect((await newRole(ann.client, ["ROLES_EDIT"])).status).toBe(202);
  });

  test("how long it waits", async () => {
    await configure({ ...ON, "approvals.expiryHours": 1 });
    const { expiresAt } = (await deleteTenant(ann.client, await createTenantRow())).response as unknown as Proposed;
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(3_600_001);
  });
});

describe("issue 6 four eyes: no way round the policy itself", () => {
  test.each([
    ["turning it off", {}],
    ["shortening the list", { ...ON, "approvals.operations": [] }],
    ["letting proposals wait longer", { ...ON, "approvals.operations": [], "approvals.expiryHours": 700 }],
  ])("%s needs the second person even where the list is empty of security keys", async (_what, changes) => {
    await configure({ ...ON, "approvals.operations": ["deleteTenant"] });
    const answer = await ann.client.put(GLOBAL, values(changes));
    expect(answer.status).toBe(202);
    const { proposalId } = answer.response as unknown as Proposed;
    expect(await prisma().proposal.findUniqueOrThrow({ where: { id: proposalId } })).toMatchObject({
      ground: "approvals",
    });
  });

  test("turning it on is refused where nobody could approve", async () => {
    await configure({});
    await prisma().user.updateMany({
      where: { id: { not: ann.userId }, role: { name: "SuperAdmin" } },
      data: { status: "suspended" },
    });
    const answer = await ann.client.put(GLOBAL, values(ON));
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { response: { errors: { "approvals.required": expect.stringContaining("two active super admins") } } },
    ]);
  });
});
