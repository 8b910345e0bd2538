import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { anonymous, as, type TokenPair } from "../testing/client.ts";
import { createPerson, createRole, createTenantRow, PASSWORD } from "../testing/people.ts";
import { randomEmail } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";

const login = (email: string, password = PASSWORD, extra: object = {}) =>
  anonymous().post<TokenPair>("/auth/login", { email, password, ...extra });

describe("decisions §2 POST /auth/login", () => {
  test("answers 200 with the pair and the user", async () => {
    const person = await createPerson("SuperAdmin");
    const { status, body, headers } = await login(person.email);
    expect(status).toBe(200);
    expect(body).toEqual({
      statusCode: 200,
      message: "Signed in",
      response: {
        accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        refreshToken: expect.stringMatching(/^[\w-]{43}$/),
        tokenType: "Bearer",
        expiresIn: 3600,
        user: {
          userId: person.userId,
          email: person.email,
          name: person.name,
          role: "SuperAdmin",
          permissions: ["*"],
          tenantScope: "global",
        },
      },
    });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("takes the address in any case and ignores a totp of an account without one", async () => {
    const { email } = await createPerson("Auditor");
    expect((await login(` ${email.toUpperCase()} `, PASSWORD, { totp: "123456" })).status).toBe(200);
  });

  test("SRS §11.1: leaves one AUTH_LOGIN row that names the account, the session and the network only", async () => {
    const person = await createPerson("Auditor");
    const { headers } = await login(person.email);
    const session = await prisma().session.findFirstOrThrow({ where: { userId: person.userId } });
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      {
        action: "AUTH_LOGIN",
        outcome: "success",
        actorId: person.userId,
        actorRole: "Auditor",
        entityType: "session",
        entityId: session.id,
        ipAddress: expect.stringMatching(/^10\.\d+\.\d+\.0\/24$/),
        after: { userId: person.userId, kind: "api" },
      },
    ]);
  });

  test("records the sign-in: event, last login and a session of kind api", async () => {
    const { userId, email } = await createPerson("Auditor");
    await login(email);
    const user = await prisma().user.findUniqueOrThrow({
      where: { id: userId },
      include: { loginEvents: true, sessions: true },
    });
    expect(user.lastLoginOn).toBeInstanceOf(Date);
    expect(user.loginEvents).toMatchObject([{ succeeded: true }]);
    expect(user.sessions).toMatchObject([{ kind: "api", revokedOn: null }]);
  });

  test.each([
    ["no e-mail", { password: "x" }, { email: "Required" }],
    ["no password", { email: "a@example.com" }, { password: "Required" }],
    ["no address", { email: "ann", password: "x" }, { email: "Must be an e-mail address" }],
    ["nothing", {}, { email: "Required", password: "Required" }],
    ["an unknown key", { email: "a@example.com", password: "x", admin: true }, { admin: "Unknown field" }],
  ])("%s is 400, named", async (_case, body, errors) => {
    const answer = await anonymous().post("/auth/login", body);
    expect(answer.status).toBe(400);
    expect(answer.errors).toEqual(errors);
  });
});

describe("decisions §2: wrong e-mail and wrong password are indistinguishable", () => {
  test("in status, body and headers", async () => {
    const { email } = await createPerson("Auditor");
    const [unknown, wrong] = await Promise.all([login(randomEmail()), login(email, "Wrong horse 7 staple")]);
    expect(unknown.status).toBe(401);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.body).toEqual({ statusCode: 401, message: "Unauthorized", response: null });
    const names = (headers: Headers) => [...headers.keys()].sort();
    expect(names(wrong.headers)).toEqual(names(unknown.headers));
    expect(wrong.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("an account that has no password yet, or is locked, looks the same to who does not know the password", async () => {
    const locked = await createPerson("Auditor", { status: "locked" });
    const invited = await createPerson("Auditor", { status: "invited" });
    await prisma().user.update({ where: { id: invited.userId }, data: { passwordHash: null } });
    const answers = [await login(locked.email, "Wrong horse 7 staple"), await login(invited.email)];
    const body = { statusCode: 401, message: "Unauthorized", response: null };
    expect(answers.map((answer) => answer.body)).toEqual([body, body]);
  });

  test("SRS §11.1: the failure is audited without the address that was tried", async () => {
    const person = await createPerson("Auditor");
    const stranger = randomEmail();
    const [unknown, wrong] = [await login(stranger), await login(person.email, "Wrong horse 7 staple")];
    const rows = [unknown, wrong].map(({ headers }) => auditOf(headers.get("x-request-id")));
    const [ofUnknown, ofWrong] = await Promise.all(rows);
    const common = { action: "AUTH_LOGIN_FAILED", outcome: "failure", actorId: null, entityType: "user" };
    expect(ofUnknown).toMatchObject([{ ...common, entityId: null, after: { why: "unknown-account" } }]);
    expect(ofWrong).toMatchObject([{ ...common, entityId: person.userId, after: { why: "wrong-password" } }]);
    const stored = JSON.stringify([ofUnknown, ofWrong], (_key, value) => (typeof value === "bigint" ? 0 : value));
    expect(stored).not.toContain(stranger);
    expect(await prisma().loginEvent.findMany({ where: { userId: person.userId } })).toMatchObject([
      { succeeded: false },
    ]);
  });
});

describe("decisions §2: the right password of somebody shut out is 403 and names why", () => {
  const tenants = async (...states: boolean[]) => Promise.all(states.map((isActive) => createTenantRow({ isActive })));

  test.each([
    ["locked", "This account is locked"],
    ["suspended", "This account is suspended"],
    ["invited", "This account has not been activated yet"],
  ] as const)("%s", async (status, message) => {
    const { email, userId } = await createPerson("Auditor", { status });
    const answer = await login(email);
    expect(answer.body).toEqual({ statusCode: 403, message, response: null });
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_LOGIN_FAILED", outcome: "denied", entityId: userId, after: { why: message } },
    ]);
    expect(await prisma().session.count({ where: { userId } })).toBe(0);
  });

  test("SRS §6.5: every tenant suspended or deleted", async () => {
    const [suspended = "", deleted = ""] = [
      await createTenantRow({ isActive: false }),
      await createTenantRow({ deletedOn: new Date() }),
    ];
    const { email } = await createPerson("PoolAdmin", { tenantIds: [suspended, deleted] });
    const { body } = await login(email);
    expect(body).toEqual({ statusCode: 403, message: "Every tenant of this account is suspended", response: null });
  });

  test("one active tenant is enough to sign in", async () => {
    const { email } = await createPerson("PoolAdmin", { tenantIds: await tenants(false, true) });
    expect((await login(email)).status).toBe(200);
  });

  test("a SuperAdmin is bound to no tenant", async () => {
    const { email } = await createPerson("SuperAdmin", { tenantIds: await tenants(false) });
    expect((await login(email)).response.user["tenantScope"]).toBe("global");
  });
});

describe("decisions §3: what a user may do and know of", () => {
  test("GET /auth/me shows the same user as the sign-in", async () => {
    const { client, pair } = await as("Support");
    expect((await client.get("/auth/me")).response).toEqual(pair.user);
    expect(pair.user["permissions"]).toEqual([...SYSTEM_ROLES.Support.permissions].sort());
  });

  test("a role that is not global has the assigned tenants for scope, none included", async () => {
    const tenantIds = [await createTenantRow(), await createTenantRow()];
    expect((await as("PoolAdmin", { tenantIds })).pair.user["tenantScope"]).toEqual(tenantIds.sort());
    expect((await as("PoolAdmin")).pair.user["tenantScope"]).toEqual([]);
  });

  test("a global role is narrowed to the assigned tenants where there are any", async () => {
    const tenantIds = [await createTenantRow()];
    expect((await as("ROLE_OPS_COORDINATOR", { tenantIds })).pair.user["tenantScope"]).toEqual(tenantIds);
    expect((await as("ROLE_OPS_COORDINATOR")).pair.user["tenantScope"]).toBe("global");
  });

  test("a custom role carries its permissions", async () => {
    const roleId = await createRole(["ORDERS_VIEW", "ORDERS_EDIT"]);
    const { pair } = await as("Support", { roleId });
    expect(pair.user["permissions"]).toEqual(["ORDERS_EDIT", "ORDERS_VIEW"]);
  });
});
