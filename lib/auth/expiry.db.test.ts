import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { anonymous, as, signIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { asApp, auditOf } from "../testing/rows.ts";

// decisions §9: auth.passwordPolicy.maxAgeDays

const NEW = "Another horse 8 staple";
const POLICY = DEFAULT_CONFIGURATION["auth.passwordPolicy"];
beforeAll(() => configure({ "auth.passwordPolicy": { ...POLICY, maxAgeDays: 90 } }));
afterAll(() => configure({}));

interface Expired {
  readonly passwordExpired: true;
  readonly resetToken: string;
}

async function personWithPasswordOf(days: number, tenantIds: readonly string[] = []) {
  const person = await createPerson("Auditor", { tenantIds });
  await asApp("UPDATE users SET password_changed_on = now() - make_interval(days => $1) WHERE id = $2", [
    days,
    person.userId,
  ]);
  return person;
}
const login = (email: string, password = PASSWORD) => anonymous().post<Expired>("/auth/login", { email, password });

describe("a password older than the policy allows", () => {
  test("is refused at sign-in with 403 and a one-time token to choose the next one", async () => {
    const { email, userId } = await personWithPasswordOf(91);
    const answer = await login(email);
    expect(answer.body).toEqual({
      statusCode: 403,
      message: "The password has expired; choose a new one",
      response: { passwordExpired: true, resetToken: expect.stringMatching(/^[\w-]{43}$/) },
    });
    const rows = await auditOf(answer.headers.get("x-request-id"));
    expect(rows).toMatchObject([
      { action: "AUTH_LOGIN_FAILED", outcome: "denied", entityId: userId, after: { why: "password-expired" } },
    ]);
    expect(inspect(rows, { depth: 9 })).not.toContain(answer.response.resetToken);
    const { resetToken } = answer.response;
    expect((await anonymous().post("/auth/reset-password", { resetToken, password: NEW })).status).toBe(200);
    expect((await login(email, NEW)).status).toBe(200);
  });

  test("tells nobody who does not know it", async () => {
    const { email } = await personWithPasswordOf(91);
    const answer = await login(email, "Wrong horse 7 staple");
    expect([answer.status, answer.response]).toEqual([401, null]);
  });

  test("may not be chosen again", async () => {
    const { email } = await personWithPasswordOf(91);
    const { resetToken } = (await login(email)).response;
    const answer = await anonymous().post("/auth/reset-password", { resetToken, password: PASSWORD });
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, ["password"]]);
  });

  test("keeps no session open by refreshing; once replaced, the old session has ended", async () => {
    const who = await signIn(await personWithPasswordOf(1));
    await asApp("UPDATE users SET password_changed_on = now() - interval '91 days' WHERE id = $1", [who.userId]);
    const answer = await anonymous().post("/auth/refresh", { refreshToken: who.pair.refreshToken });
    expect([answer.status, answer.body["message"]]).toEqual([403, "The password has expired"]);
  });

  test("one that is younger is good; one without a date counts from the account's own", async () => {
    expect((await login((await personWithPasswordOf(89)).email)).status).toBe(200);
    const { email, userId } = await createPerson("Auditor");
    expect((await login(email)).status).toBe(200);
    await asApp("UPDATE users SET created_on = now() - interval '91 days' WHERE id = $1", [userId]);
    expect((await login(email)).status).toBe(403);
  });

  test("SRS §9.2: a tenant may have passwords expire sooner, and of two ages that are set the shorter holds", async () => {
    const admin = await as("SuperAdmin");
    const [strict, mild] = [await createTenantRow(), await createTenantRow()];
    for (const [id, maxAgeDays] of [
      [strict, 30],
      [mild, 0],
    ] as const) {
      const overrides = { "auth.passwordPolicy": { ...POLICY, maxAgeDays } };
      await admin.client.put(`/super-admin/configurations/tenants/${id}`, { overrides });
    }
    const statusAfter = async (days: number, tenants: string[]) =>
      (await login((await personWithPasswordOf(days, tenants)).email)).status;
    expect(await statusAfter(31, [strict])).toBe(403);
    expect(await statusAfter(1000, [mild])).toBe(200);
    expect(await statusAfter(31, [mild, strict])).toBe(403);
  });
});
