import { afterEach, describe, expect, test } from "vitest";
import { anonymous, as, type TokenPair } from "../../testing/client.ts";
import { configure } from "../../testing/configure.ts";
import { createPerson, PASSWORD } from "../../testing/people.ts";
import { until } from "../../testing/poll.ts";
import { auditOf } from "../../testing/rows.ts";
import { codeFor, enrol } from "../../testing/totp.ts";

const REQUIRED = { "auth.mfaRequiredRoles": ["Auditor"] };
const login = (email: string) => anonymous().post<TokenPair & object>("/auth/login", { email, password: PASSWORD });

afterEach(() => configure({}));

describe("decisions §9 TOTP: a role of auth.mfaRequiredRoles without a second factor", () => {
  test("signs in with mfaEnrollmentRequired and a token for /auth/totp* and /auth/logout only", async () => {
    await configure(REQUIRED);
    const person = await createPerson("Auditor");
    const { status, response } = await login(person.email);
    expect([status, response]).toEqual([200, expect.objectContaining({ mfaEnrollmentRequired: true })]);
    const client = anonymous().with(response.accessToken);
    for (const path of ["/auth/me", "/auth/sessions", "/auth/views?list=users", "/admin/tenants", "/system/overview"]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 403]);
    }
    const password = { currentPassword: PASSWORD, newPassword: "Another horse 8 staple" };
    const refused = await client.post("/auth/password", password);
    expect([refused.status, refused.response]).toEqual([403, { mfaEnrollmentRequired: true }]);
    expect(await auditOf(refused.headers.get("x-request-id"))).toMatchObject([
      { action: "ACCESS_DENIED", actorId: person.userId, after: { decidedBy: "state" } },
    ]);
    expect((await client.get("/auth/totp")).response).toMatchObject({ mfaRequired: true, mfaEnabled: false });
    expect((await client.post("/auth/logout", {})).status).toBe(200);
  });

  test("so is what a refresh gives; setting one up opens the rest at once, with the same token", async () => {
    await configure(REQUIRED);
    const person = await createPerson("Auditor");
    const first = await login(person.email);
    const second = await anonymous().post<TokenPair>("/auth/refresh", { refreshToken: first.response.refreshToken });
    expect(second.response).toMatchObject({ mfaEnrollmentRequired: true });
    const client = anonymous().with(second.response.accessToken);
    expect((await client.get("/admin/tenants")).status).toBe(403);
    const { secret } = await enrol({ client });
    expect((await client.get("/admin/tenants")).status).toBe(200);
    const removed = await client.del("/auth/totp", { totp: codeFor(secret, 1) });
    expect(removed.status).toBe(200);
    expect((await client.get("/admin/tenants")).status).toBe(403);
  });

  test("decisions §5: a change of the key holds within seconds, for sessions that are open too, both ways", async () => {
    const [who, other] = [await as("Auditor"), await as("Support")];
    const read = async () => (await who.client.get("/admin/tenants")).status;
    expect(await read()).toBe(200);
    await configure(REQUIRED);
    await until({ withinMs: 3000, what: "the session is held" }, async () => (await read()) === 403);
    expect((await other.client.get("/admin/tenants")).status).toBe(200);
    await configure({});
    await until({ withinMs: 3000, what: "the session is free again" }, async () => (await read()) === 200);
  });
});
