import { beforeAll, describe, expect, test } from "vitest";
import { apis } from "../apis.ts";
import { prisma } from "../db/client.ts";
import type { Api } from "../operation/api.ts";
import type { AnyOperation } from "../operation/operation.ts";
import { PERMISSIONS } from "../policy/permissions.ts";
import { SYSTEM_ROLE_NAMES } from "../policy/roles.ts";
import { as, asCustom, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";
import type { ExampleInput } from "../testing/write-fixtures.ts";
import { endpointsOf } from "./catalogue.ts";
import type { Explanation, OperationPage, PermissionPage } from "./schema.ts";

let root: SignedIn;
beforeAll(async () => {
  await configure({ "rateLimits.superAdminPerMinute": 100_000 });
  root = await as("SuperAdmin");
});

const explain = (userId: string, operation: string, tenantId?: string) =>
  root.client.post<Explanation>("/super-admin/access/explain", { userId, operation, ...(tenantId && { tenantId }) });
const explained = async (...args: Parameters<typeof explain>) => (await explain(...args)).response;
const ground = ({ allowed, decidedBy }: Explanation) => [allowed, decidedBy];

describe("issue: explain access, by which role, permission, scope or state", () => {
  test("allowed by a permission of the role, where it is published for the role", async () => {
    const { userId } = await createPerson("Support");
    expect(await explained(userId, "listTenants")).toEqual({
      userId,
      operation: "listTenants",
      tenantId: null,
      allowed: true,
      decidedBy: "permission",
      explanation: "The role Support has the permission TENANTS_VIEW",
      role: "Support",
      permission: "TENANTS_VIEW",
      status: "active",
      method: "GET",
      path: "/api/v1/admin/tenants",
      checks: [
        { ground: "state", passed: true, explanation: "The account is active" },
        { ground: "role", passed: true, explanation: "/api/v1/admin serves the role Support" },
        { ground: "role", passed: true, explanation: "The role Support may call it" },
        { ground: "permission", passed: true, explanation: "The role Support has the permission TENANTS_VIEW" },
      ],
    });
    expect(await explained(root.userId, "deleteTenant")).toMatchObject({
      allowed: true,
      explanation: "The role SuperAdmin has every permission",
    });
  });

  test("denied by the role", async () => {
    const { userId } = await createPerson("Auditor");
    expect(await explained(userId, "deleteTenant")).toMatchObject({
      allowed: false,
      decidedBy: "role",
      explanation: "The role Auditor may not call it: it is for SuperAdmin",
    });
  });

  test("denied by a missing permission of a custom role, allowed with it", async () => {
    const poor = await asCustom(["ORDERS_VIEW"]);
    expect(ground(await explained(poor.userId, "listRoles"))).toEqual([false, "permission"]);
    const rich = await asCustom(["ROLES_VIEW"]);
    expect(ground(await explained(rich.userId, "listRoles"))).toEqual([true, "permission"]);
  });

  test.each([
    ["locked", "This account is locked"],
    ["suspended", "This account is suspended"],
    ["invited", "This account has not been activated yet"],
  ] as const)("denied by the state: %s", async (status, explanation) => {
    const { userId } = await createPerson("Support", { status });
    for (const operation of ["listTenants", "me", "login"]) {
      expect(await explained(userId, operation)).toMatchObject({
        allowed: false,
        decidedBy: "state",
        explanation,
        status,
      });
    }
  });

  test("denied by the state: every tenant suspended, as at sign-in", async () => {
    const [halted, running] = [await createTenantRow({ isActive: false }), await createTenantRow()];
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [halted] });
    expect(await explained(userId, "listUsers")).toMatchObject({
      allowed: false,
      decidedBy: "state",
      explanation: "Every tenant of this account is suspended",
    });
    await prisma().userTenant.create({ data: { userId, tenantId: running } });
    expect((await explained(userId, "listUsers")).allowed).toBe(true);
  });

  test("denied by the scope: a tenant that is not assigned", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [own] });
    expect(ground(await explained(userId, "getTenant", own))).toEqual([true, "permission"]);
    expect(await explained(userId, "getTenant", foreign)).toMatchObject({
      allowed: false,
      decidedBy: "scope",
      tenantId: foreign,
    });
  });

  test("an operation for anybody is open to anybody", async () => {
    const { userId } = await createPerson("Support", { status: "invited" });
    expect(await explained(userId, "acceptInvite")).toMatchObject({
      allowed: true,
      decidedBy: "role",
      permission: null,
    });
  });

  test("an unknown operation is 400 on operation; an unknown user or tenant 404; a malformed id 400", async () => {
    const nobody = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0ff";
    expect((await explain(root.userId, "fly")).errors).toEqual({ operation: "There is no such operation" });
    expect((await explain(nobody, "listUsers")).status).toBe(404);
    expect((await explain(root.userId, "listUsers", nobody)).status).toBe(404);
    expect((await explain("x", "listUsers")).errors).toEqual({ userId: "Must be a UUID" });
  });

  test("changes nothing, leaves no row, and is replayed under its Idempotency-Key", async () => {
    const { userId } = await createPerson("Support");
    const ask = () =>
      root.client.post<Explanation>(
        "/super-admin/access/explain",
        { userId, operation: "listUsers" },
        { "idempotency-key": key },
      );
    const key = randomWord();
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(second.body).toEqual(first.body);
    expect(await auditOf(first.headers.get("x-request-id"))).toEqual([]);
  });
});

describe("decisions §3: GET /users/{userId}/access answers the same to everybody who may see the user", () => {
  const read = ({ client }: SignedIn, userId: string, query: string) =>
    client.get<Explanation>(`/admin/users/${userId}/access?operation=${query}`);

  test("an Auditor reads what a SuperAdmin is told", async () => {
    const { userId } = await createPerson("Support");
    const { response } = await read(await as("Auditor"), userId, "createTenant");
    expect(response).toEqual(await explained(userId, "createTenant"));
  });

  test("a PoolAdmin asks about the own users and tenants; all else is 404", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const pool = await as("PoolAdmin", { tenantIds: [own] });
    const mine = await createPerson("PoolAdmin", { tenantIds: [own, foreign] });
    const theirs = await createPerson("PoolAdmin", { tenantIds: [foreign] });
    const statuses = await Promise.all(
      [
        [mine.userId, `listUsers&tenantId=${own}`],
        [mine.userId, `listUsers&tenantId=${foreign}`],
        [theirs.userId, "listUsers"],
        [root.userId, "listUsers"],
      ].map(async ([userId = "", query = ""]) => (await read(pool, userId, query)).status),
    );
    expect(statuses).toEqual([200, 404, 404, 404]);
  });
});

describe("one path: what explain says is what a call gets", () => {
  const restricted = new Set(
    apis.flatMap(({ operations }) =>
      operations.filter(({ policy }) => policy.access === "roles").map(({ name }) => name),
    ),
  );
  const everybody: { readonly name: string; readonly who: SignedIn }[] = [];

  beforeAll(async () => {
    const tenantId = await createTenantRow();
    for (const name of SYSTEM_ROLE_NAMES) {
      everybody.push({ name, who: await as(name, { tenantIds: name === "PoolAdmin" ? [tenantId] : [] }) });
    }
    const views = Object.keys(PERMISSIONS).filter((name) => name.endsWith("_VIEW"));
    everybody.push(
      { name: "views", who: await asCustom(views) },
      { name: "all", who: await asCustom(Object.keys(PERMISSIONS)) },
    );
  });

  /** Inputs that the operation itself lets everybody try. */
  const HARMLESS: Readonly<Record<string, object>> = {
    setUserLock: { isLocked: false, reason: "Explained" },
    createUser: { email: "not an address" },
    updateUser: { name: "" },
    startBulkOperation: { reason: "" },
  };

  async function isRefused({ client }: SignedIn, { base }: Api, op: AnyOperation): Promise<boolean> {
    const { path, query, body } = op.example.input as ExampleInput;
    const filled = op.http.path.replace(/\{(\w+)\}/g, (_all, name: string) => path?.[name] ?? "");
    const asked = new URLSearchParams({ ...query, ...(op.audit === null ? {} : { dryRun: "true" }) });
    const given = HARMLESS[op.name] ?? body;
    const answer = await client.call(
      op.http.method,
      `${base.slice("/api/v1".length)}${filled}?${asked}`,
      given ? { body: given } : {},
    );
    return answer.status === 403;
  }

  test.each([...restricted])("%s", async (operation) => {
    const endpoints = endpointsOf(apis, operation);
    for (const { name, who } of everybody) {
      const { allowed } = await explained(who.userId, operation);
      const refusals = await Promise.all(endpoints.map(({ api, op }) => isRefused(who, api, op)));
      expect([name, allowed]).toEqual([name, refusals.includes(false)]);
    }
  });
});

describe("a refusal says in the audit log what decided, and nothing of it in its answer", () => {
  test.each([
    ["the role", "Support", "/admin/audit-logs", { decidedBy: "role", operation: "listAuditLogs" }],
    [
      "the family",
      "Auditor",
      "/super-admin/audit-logs",
      { decidedBy: "role", operation: "listAuditLogs", family: "super-admin" },
    ],
    ["the family, of nothing", "Auditor", "/super-admin/nothing", { decidedBy: "role", operation: "super-admin" }],
  ] as const)("%s", async (_case, role, path, after) => {
    const { client } = await as(role);
    const answer = await client.get(path);
    expect(answer.body).toEqual({ statusCode: 403, message: "Insufficient privileges", response: null });
    const [row] = await auditOf(answer.headers.get("x-request-id"));
    expect(row?.after).toMatchObject({ ...after, explanation: expect.stringMatching(/\w/) });
  });

  test("the permission", async () => {
    const { client } = await asCustom(["ORDERS_VIEW"]);
    const answer = await client.get("/admin/roles");
    const [row] = await auditOf(answer.headers.get("x-request-id"));
    expect(row?.after).toMatchObject({
      decidedBy: "permission",
      explanation: expect.stringMatching(/lacks .*ROLES_VIEW/),
    });
  });
});

describe("decisions §5 GET /permissions, and the operations that they open", () => {
  test("lists the catalogue, with what each opens to a custom role", async () => {
    const { response } = await root.client.get<ReturnType<typeof PermissionPage.parse>>("/super-admin/permissions");
    expect(response.items.map(({ name, description }) => [name, description])).toEqual(Object.entries(PERMISSIONS));
    expect(response.items.find(({ name }) => name === "ROLES_VIEW")?.operations).toContain("listRoles");
    expect(response.items.find(({ name }) => name === "ROLES_EDIT")?.operations).toEqual([]);
    expect(response.items.map(({ area }) => area)).not.toContain("Other");
  });

  test("GET /access/operations names every operation once", async () => {
    const list = (query: string) =>
      root.client.get<ReturnType<typeof OperationPage.parse>>(`/super-admin/access/operations?${query}`);
    const names = new Set(apis.flatMap(({ operations }) => operations.map(({ name }) => name)));
    const pages = Array.from({ length: Math.ceil(names.size / 100) }, (_, page) =>
      list(`pageSize=100&page=${page + 1}`),
    );
    const items = (await Promise.all(pages)).flatMap(({ response }) => response.items);
    expect(items.map(({ operation }) => operation).sort()).toEqual([...names].sort());
    const found = await list("search=SUSPEND");
    expect(found.response.items.map(({ operation }) => operation)).toEqual(["setTenantStatus", "suspendUser"]);
  });
});
