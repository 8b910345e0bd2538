import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn, type TokenPair } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";

const refresh = (refreshToken: string) => anonymous().post<TokenPair>("/auth/refresh", { refreshToken });
const isAlive = async (token: string) => (await anonymous().with(token).get("/auth/me")).status === 200;
const UNAUTHORIZED = { statusCode: 401, message: "Unauthorized", response: null };

describe("decisions §2 POST /auth/refresh", () => {
  test("hands out a new pair of the same session for the same user", async () => {
    const { pair, userId } = await as("Auditor");
    const { status, body, response, headers } = await refresh(pair.refreshToken);
    expect(status).toBe(200);
    expect(body["message"]).toBe("Refreshed");
    expect(response).toMatchObject({ tokenType: "Bearer", expiresIn: 3600, user: pair.user });
    expect(response.refreshToken).not.toBe(pair.refreshToken);
    expect(await isAlive(response.accessToken)).toBe(true);
    expect(await prisma().session.count({ where: { userId } })).toBe(1);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_REFRESH", outcome: "success", actorId: userId, actorRole: "Auditor", entityType: "session" },
    ]);
  });

  test("goes on through any number of turns", async () => {
    let { refreshToken } = (await as("Auditor")).pair;
    for (let turn = 0; turn < 5; turn += 1) {
      const { status, response } = await refresh(refreshToken);
      expect(status).toBe(200);
      refreshToken = response.refreshToken;
    }
  });

  test("the refresh token is 256 random bits, stored as a SHA-256 hash only", async () => {
    const { pair, userId } = await as("Auditor");
    expect(Buffer.from(pair.refreshToken, "base64url")).toHaveLength(32);
    const [stored] = await prisma().refreshToken.findMany({ where: { session: { userId } } });
    const hash = createHash("sha256").update(pair.refreshToken).digest();
    expect(Buffer.from(stored?.hash ?? [])).toEqual(hash);
  });

  test.each([
    ["an unknown token", "x".repeat(43)],
    ["an access token's text", "a.b.c"],
    ["control characters", "\u0000"],
  ])("%s is 401 and leaves no row", async (_case, token) => {
    const { body, headers } = await refresh(token);
    expect(body).toEqual(UNAUTHORIZED);
    expect(await auditOf(headers.get("x-request-id"))).toEqual([]);
  });

  test("no token is 400", async () => {
    expect((await anonymous().post("/auth/refresh", {})).errors).toEqual({ refreshToken: "Required" });
  });
});

describe("decisions §2: presenting a spent token revokes the whole family", () => {
  const reuse = async ({ pair }: SignedIn) => {
    const { response: fresh } = await refresh(pair.refreshToken);
    return { fresh, answer: await refresh(pair.refreshToken) };
  };

  test("the reuse is 401, and the tokens handed out since stop working at once", async () => {
    const person = await as("Auditor");
    const { fresh, answer } = await reuse(person);
    expect(answer.body).toEqual(UNAUTHORIZED);
    expect(await isAlive(fresh.accessToken)).toBe(false);
    expect(await isAlive(person.pair.accessToken)).toBe(false);
    expect((await refresh(fresh.refreshToken)).status).toBe(401);
  });

  test("is audited as reuse", async () => {
    const person = await as("Auditor");
    const session = await prisma().session.findFirstOrThrow({ where: { userId: person.userId } });
    const { answer } = await reuse(person);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      {
        action: "AUTH_REFRESH_REUSED",
        outcome: "denied",
        entityType: "session",
        entityId: session.id,
        after: { userId: person.userId, revokedSessions: 1 },
      },
    ]);
  });

  test("other sessions of the user go on", async () => {
    const person = await as("Auditor");
    const other = await anonymous().post<TokenPair>("/auth/login", {
      email: person.email,
      password: "Correct horse 7 staple",
    });
    await reuse(person);
    expect(await isAlive(other.response.accessToken)).toBe(true);
    expect((await refresh(other.response.refreshToken)).status).toBe(200);
  });

  test("of eight refreshes at once with one token exactly one wins", async () => {
    const { pair } = await as("Auditor");
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(pair.refreshToken)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(7).fill(401)]);
    const winner = answers.find(({ status }) => status === 200);
    expect(await isAlive(winner?.response.accessToken ?? "")).toBe(false);
  });
});

describe("a refresh is refused when the session or its user no longer stands", () => {
  const change = (userId: string, data: object) => prisma().user.update({ where: { id: userId }, data });

  test.each([
    ["SRS §7.4 locked", "locked", "This account is locked"],
    ["suspended", "suspended", "This account is suspended"],
  ])("%s: 403 that names it", async (_case, status, message) => {
    const { pair, userId } = await as("Auditor");
    await change(userId, { status });
    const { body, headers } = await refresh(pair.refreshToken);
    expect(body).toEqual({ statusCode: 403, message, response: null });
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_REFRESH", outcome: "denied", entityType: "session", after: { userId, why: message } },
    ]);
  });

  test("SRS §6.5 all tenants suspended: 403 that names it", async () => {
    const tenantId = await createTenantRow();
    const { pair } = await as("PoolAdmin", { tenantIds: [tenantId] });
    await prisma().tenant.update({ where: { id: tenantId }, data: { isActive: false } });
    expect((await refresh(pair.refreshToken)).body["message"]).toBe("Every tenant of this account is suspended");
  });

  test("SRS §7.4: unlocking restores access, with a token that was presented meanwhile too", async () => {
    const { pair, userId } = await as("Auditor");
    await change(userId, { status: "locked" });
    expect((await refresh(pair.refreshToken)).status).toBe(403);
    await change(userId, { status: "active" });
    expect((await refresh(pair.refreshToken)).status).toBe(200);
  });

  test.each([
    ["expired", { expiresOn: new Date(Date.now() - 1000) }],
    ["revoked", { revokedOn: new Date() }],
    ["idle for longer than auth.sessionTimeoutMinutes", { lastSeenOn: new Date(Date.now() - 721 * 60_000) }],
  ])("the session is %s: 401", async (_case, data) => {
    const { pair, userId } = await as("Auditor");
    await prisma().session.updateMany({ where: { userId }, data });
    const { body, headers } = await refresh(pair.refreshToken);
    expect(body).toEqual(UNAUTHORIZED);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_REFRESH", outcome: "denied", after: { userId, why: "session-ended" } },
    ]);
  });

  test("the refresh token itself has expired: 401", async () => {
    const { pair, userId } = await as("Auditor");
    await prisma().refreshToken.updateMany({
      where: { session: { userId } },
      data: { expiresOn: new Date(Date.now() - 1000) },
    });
    expect((await refresh(pair.refreshToken)).body).toEqual(UNAUTHORIZED);
  });

  test("decisions §9 Sessions: idle time is counted since the last refresh", async () => {
    const { pair, userId } = await as("Auditor");
    const longAgo = new Date(Date.now() - 719 * 60_000);
    await prisma().session.updateMany({ where: { userId }, data: { lastSeenOn: longAgo } });
    expect((await refresh(pair.refreshToken)).status).toBe(200);
    const { lastSeenOn } = await prisma().session.findFirstOrThrow({ where: { userId } });
    expect(lastSeenOn.getTime()).toBeGreaterThan(longAgo.getTime() + 700 * 60_000);
  });

  test("auth.refreshTokenTtlDays sets how long a refresh token lasts", async () => {
    await configure({ "auth.refreshTokenTtlDays": 3 });
    const { userId } = await as("Auditor");
    const token = await prisma().refreshToken.findFirstOrThrow({ where: { session: { userId } } });
    expect(token.expiresOn.getTime() - token.createdOn.getTime()).toBe(3 * 86_400_000);
    await configure({});
  });
});
