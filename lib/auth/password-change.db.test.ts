import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn, signIn, type TokenPair } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { PASSWORD } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";

const NEW = "Another horse 8 staple";

const change = ({ client }: SignedIn, newPassword = NEW, currentPassword = PASSWORD) =>
  client.post<TokenPair>("/auth/password", { currentPassword, newPassword });
const login = (email: string, password: string) => anonymous().post<TokenPair>("/auth/login", { email, password });
const isAlive = async (token: string) => (await anonymous().with(token).get("/auth/me")).status === 200;

describe("decisions §2 POST /auth/password", () => {
  test("the new password signs in, the old one no longer does", async () => {
    const who = await as("Auditor");
    expect((await change(who)).body).toMatchObject({ statusCode: 200, message: "Password changed" });
    expect((await login(who.email, NEW)).status).toBe(200);
    expect((await login(who.email, PASSWORD)).status).toBe(401);
  });

  test("decisions §9 Sessions: the calling session gets a new pair, which works; its old tokens do not", async () => {
    const who = await as("Auditor");
    const { response } = await change(who);
    expect(await isAlive(response.accessToken)).toBe(true);
    expect(await isAlive(who.pair.accessToken)).toBe(false);
    const refreshes = await Promise.all(
      [response.refreshToken].map((refreshToken) => anonymous().post("/auth/refresh", { refreshToken })),
    );
    expect(refreshes.map(({ status }) => status)).toEqual([200]);
    expect(await prisma().session.count({ where: { userId: who.userId, revokedOn: null } })).toBe(1);
  });

  test("the calling session's old refresh token is spent", async () => {
    const who = await as("Auditor");
    await change(who);
    expect((await anonymous().post("/auth/refresh", { refreshToken: who.pair.refreshToken })).status).toBe(401);
  });

  test("every other session ends, its access and refresh tokens with it", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    await change(who);
    expect(await isAlive(other.pair.accessToken)).toBe(false);
    expect((await anonymous().post("/auth/refresh", { refreshToken: other.pair.refreshToken })).status).toBe(401);
  });

  test("SRS §11.1: leaves one USER_UPDATED row with the time and without a secret", async () => {
    const who = await as("Auditor");
    await signIn(who);
    const { headers, response } = await change(who);
    const rows = await auditOf(headers.get("x-request-id"));
    expect(rows).toMatchObject([
      {
        action: "USER_UPDATED",
        actorId: who.userId,
        entityType: "user",
        entityId: who.userId,
        after: { revokedSessions: 1, passwordChangedOn: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
    ]);
    const stored = JSON.stringify(rows.map(({ before, after }) => [before, after]));
    for (const secret of [NEW, PASSWORD, response.refreshToken, "argon2"]) {
      expect(stored).not.toContain(secret);
    }
  });

  test.each([
    ["the current password is wrong", NEW, "Wrong horse 7 staple", { currentPassword: "Is not the current password" }],
    ["nothing changes", PASSWORD, PASSWORD, { newPassword: "Must differ from the current password" }],
    ["it is too short", "Short 7a", PASSWORD, { newPassword: "Needs at least 12 characters" }],
    ["it lacks a digit", "No digit in here", PASSWORD, { newPassword: "Needs a digit" }],
    ["it is empty", "", PASSWORD, { newPassword: "Required" }],
    ["it is endless", "x".repeat(201), PASSWORD, { newPassword: "At most 200 characters" }],
  ])("is 400 when %s, and everything stays", async (_case, newPassword, currentPassword, errors) => {
    const who = await as("Auditor");
    const answer = await change(who, newPassword, currentPassword);
    expect([answer.status, answer.errors]).toEqual([400, errors]);
    expect(await isAlive(who.pair.accessToken)).toBe(true);
    expect((await login(who.email, PASSWORD)).status).toBe(200);
    expect(await auditOf(answer.headers.get("x-request-id"))).toEqual([]);
  });

  test("follows the policy of the global configuration", async () => {
    const who = await as("Auditor");
    const strict = { requireUpper: true, requireLower: true, requireDigit: true, requireSymbol: true, maxAgeDays: 0 };
    await configure({ "auth.passwordPolicy": { ...strict, minLength: 30, historySize: 0 } });
    expect((await change(who)).errors).toEqual({ newPassword: "Needs at least 30 characters and a symbol" });
    await configure({});
    expect((await change(who)).status).toBe(200);
  });

  test("of two changes at once one wins, and its password is the one in force", async () => {
    const who = await as("Auditor");
    const tries = ["First horse 8 staple", "Second horse 8 staple"];
    const answers = await Promise.all(tries.map((password) => change(who, password)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const logins = await Promise.all(tries.map((password) => login(who.email, password)));
    expect(logins.map(({ status }) => status)).toEqual(answers.map(({ status }) => (status === 200 ? 200 : 401)));
  });

  test("decisions §2: wrong current passwords are throttled like wrong sign-ins", async () => {
    await configure({ "auth.loginAttemptsPerAccount": 3 });
    const who = await as("Auditor");
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await change(who, NEW, "Wrong horse 7 staple")).status).toBe(400);
    }
    const answer = await change(who);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    await configure({});
  });
});

describe("decisions §9 Password policy historySize", () => {
  const PASSWORDS = [NEW, "Third horse 9 staple", "Fourth horse 1 staple"];

  async function changeThrough(who: SignedIn, passwords: readonly string[]): Promise<SignedIn> {
    let [current, now] = [PASSWORD, who];
    for (const next of passwords) {
      const { response } = await change(now, next, current);
      now = { ...now, client: now.client.with(response.accessToken) };
      current = next;
    }
    return now;
  }

  test("the last ones may not be used again, one longer ago may", async () => {
    const rules = { minLength: 12, requireUpper: true, requireLower: true, requireDigit: true, requireSymbol: false };
    await configure({ "auth.passwordPolicy": { ...rules, historySize: 3, maxAgeDays: 0 } });
    const [second = "", third = "", fourth = ""] = PASSWORDS;
    const who = await changeThrough(await as("Auditor"), PASSWORDS);
    for (const used of [second, third]) {
      expect((await change(who, used, fourth)).errors).toEqual({
        newPassword: "Was used before; the last 3 may not be used again",
      });
    }
    expect((await change(who, PASSWORD, fourth)).status).toBe(200);
    await configure({});
  });
});
