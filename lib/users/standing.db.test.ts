import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn, signIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { access, busy, outOfReach, ownPool, type Rehearsed } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const reason = "Multiple fraud attempts";
const setLock = (userId: string, isLocked: boolean, { client } = admin, family = "super-admin", query = "") =>
  client.patch<Rehearsed>(`/${family}/users/${userId}/lock${query}`, { isLocked, reason });
const logOut = (userId: string, { client } = admin, family = "super-admin", query = "") =>
  client.post<{ revokedSessions: number; tokenVersion: number }>(`/${family}/users/${userId}/logout${query}`, {
    reason,
  });
const row = (id: string) => prisma().user.findUniqueOrThrow({ where: { id } });

describe("SRS §7.4 Lock / unlock user", () => {
  test("lock denies login and refresh, ends what is open at once, and says why, by whom and since when", async () => {
    const who = await busy();
    const { status, response, headers } = await setLock(who.userId, true);
    expect([status, response]).toEqual([
      200,
      expect.objectContaining({
        userId: who.userId,
        status: "locked",
        sessions: [],
        lock: { reason, by: admin.userId, on: expect.stringMatching(/Z$/) },
      }),
    ]);
    expect(headers.get("etag")).toBe('"2"');
    expect(await access(who)).toEqual({ call: 401, signIn: 403 });
    const refresh = await anonymous().post("/auth/refresh", { refreshToken: who.pair.refreshToken });
    expect(refresh.status).toBe(401);
    const sessions = await prisma().session.findMany({ where: { userId: who.userId } });
    expect(sessions.map(({ revokeReason }) => revokeReason)).toEqual(["user-locked", "user-locked"]);
  });

  test("unlock restores access; sessions stay ended", async () => {
    const who = await busy();
    await setLock(who.userId, true);
    const { status, response } = await setLock(who.userId, false);
    expect([status, response]).toMatchObject([200, { status: "active", lock: null, sessions: [] }]);
    expect(await access(who)).toEqual({ call: 401, signIn: 200 });
  });

  test("unlock restores access unless the tenant is suspended", async () => {
    const who = await createPerson("PoolAdmin", {
      status: "locked",
      tenantIds: [await createTenantRow({ isActive: false })],
    });
    expect((await setLock(who.userId, false)).status).toBe(200);
    await expect(signIn(who)).rejects.toThrow("403");
  });

  test("decisions §9 Lifting: lifts a suspension as well as a lock", async () => {
    const { userId } = await createPerson("Auditor", { status: "suspended" });
    expect((await setLock(userId, false)).response).toMatchObject({ status: "active", lock: null });
  });

  test("somebody who never accepted the invitation is invited again afterwards", async () => {
    const { response } = await admin.client.post<{ userId: string; inviteToken: string }>("/super-admin/users", {
      email: `${randomUUID()}@example.com`,
      name: "Ann Lee",
      role: "Auditor",
    });
    const accept = () =>
      anonymous().post("/auth/accept-invite", {
        inviteToken: response.inviteToken,
        password: "Correct horse 7 staple",
      });
    await setLock(response.userId, true);
    expect((await accept()).status).toBe(410);
    expect((await setLock(response.userId, false)).response).toMatchObject({ status: "invited" });
    expect((await accept()).status).toBe(200);
  });

  test("repeating a lock is 200 and refreshes the reason; lifting what is not locked is 200 and changes nothing", async () => {
    const { userId } = await createPerson("Auditor");
    expect((await setLock(userId, false)).response).toMatchObject({ status: "active", lock: null });
    await setLock(userId, true);
    const again = { isLocked: true, reason: "Second inquiry" };
    const { status, response } = await admin.client.patch(`/super-admin/users/${userId}/lock`, again);
    expect([status, response]).toMatchObject([200, { lock: { reason: "Second inquiry" } }]);
  });

  test("SRS §11: leaves one row with who, why, before and after", async () => {
    const { userId } = await createPerson("Support", { status: "active" });
    const locked = await auditOf((await setLock(userId, true)).headers.get("x-request-id"));
    const before = { email: "p***@example.com", role: "Support", tenantIds: [], status: "active", lockReason: null };
    const after = { ...before, status: "locked", lockReason: reason };
    const about = { entityType: "user", entityId: userId, actorId: admin.userId, reason };
    expect(locked).toMatchObject([{ ...about, action: "USER_LOCKED", before, after }]);
    const unlocked = await auditOf((await setLock(userId, false)).headers.get("x-request-id"));
    expect(unlocked).toMatchObject([{ ...about, action: "USER_UNLOCKED", before: after, after: before }]);
  });

  test("a dry run counts what would end and changes nothing", async () => {
    const who = await busy();
    const { status, response } = await setLock(who.userId, true, admin, "super-admin", "?dryRun=true");
    expect([status, response]).toMatchObject([
      200,
      {
        dryRun: true,
        before: { status: "active" },
        after: { status: "locked", lockReason: reason },
        cascade: { sessions: 2, refreshTokens: 2 },
        audit: [{ action: "USER_LOCKED", entityType: "user", entityId: who.userId }],
      },
    ]);
    expect(await access(who)).toEqual({ call: 200, signIn: 200 });
  });

  test.each([
    [{ isLocked: true }, "reason"],
    [{ isLocked: true, reason: "no" }, "reason"],
    [{ isLocked: "true", reason }, "isLocked"],
    [{ reason }, "isLocked"],
    [{ isLocked: true, reason, until: "tomorrow" }, "until"],
  ])("%j is 400, named", async (body, field) => {
    const { userId } = await createPerson("Auditor");
    const { status, errors } = await admin.client.patch(`/super-admin/users/${userId}/lock`, body);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("decisions §4: a stale If-Match is 412 and locks nothing; an unknown user is 404", async () => {
    const { userId } = await createPerson("Auditor");
    const path = `/super-admin/users/${userId}/lock`;
    const answer = await admin.client.patch(path, { isLocked: true, reason }, { "if-match": '"7"' });
    expect([answer.status, (await row(userId)).status]).toEqual([412, "active"]);
    expect((await setLock(randomUUID(), true)).status).toBe(404);
  });
});

describe("SRS §7.3 Force logout user", () => {
  test("revokes the refresh tokens, bumps the token version and answers both counts", async () => {
    const who = await busy();
    const { status, response } = await logOut(who.userId);
    expect([status, response]).toEqual([200, { revokedSessions: 2, tokenVersion: 2 }]);
    expect(await access(who)).toEqual({ call: 401, signIn: 200 });
    const refresh = await anonymous().post("/auth/refresh", { refreshToken: who.pair.refreshToken });
    expect(refresh.status).toBe(401);
  });

  test("logs one audit entry with actor and reason", async () => {
    const who = await as("Auditor");
    const [entry, ...others] = await auditOf((await logOut(who.userId)).headers.get("x-request-id"));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      action: "USER_FORCE_LOGOUT",
      actorId: admin.userId,
      entityId: who.userId,
      reason,
      before: { tokenVersion: 1 },
      after: { revokedSessions: 1, tokenVersion: 2 },
    });
  });

  test("decisions §4: the same Idempotency-Key replays the answer and signs nobody out twice", async () => {
    const who = await busy();
    const call = () =>
      admin.client.post(
        `/super-admin/users/${who.userId}/logout`,
        { reason },
        { "idempotency-key": `key-${who.userId}` },
      );
    const first = await call();
    await signIn(who);
    const second = await call();
    expect(second.response).toEqual(first.response);
    expect([second.headers.get("idempotency-replayed"), (await row(who.userId)).tokenVersion]).toEqual(["true", 2]);
  });

  test("needs a reason", async () => {
    const { userId } = await createPerson("Auditor");
    const { status, errors } = await admin.client.post(`/super-admin/users/${userId}/logout`, {});
    expect([status, Object.keys(errors)]).toEqual([400, ["reason"]]);
  });

  test("a dry run counts what would end and ends nothing", async () => {
    const who = await busy();
    const { response } = await logOut(who.userId, admin, "super-admin", "?dryRun=true");
    expect(response).toMatchObject({ dryRun: true, cascade: { sessions: 2, refreshTokens: 2 } });
    expect((await who.client.get("/auth/me")).status).toBe(200);
  });
});

describe("one session of a user", () => {
  const end = (userId: string, sessionId: string, { client } = admin, family = "super-admin") =>
    client.del(`/${family}/users/${userId}/sessions/${sessionId}`, { reason });
  const sessionsOf = (userId: string) =>
    prisma().session.findMany({ where: { userId, revokedOn: null }, orderBy: { id: "asc" } });

  test("ends alone, and is audited as AUTH_REVOKED", async () => {
    const who = await busy();
    const [first] = await sessionsOf(who.userId);
    const sessionId = first?.id ?? "";
    const answer = await end(who.userId, sessionId);
    expect([answer.status, answer.response]).toEqual([200, { sessionId, revokedSessions: 1 }]);
    expect((await who.client.get("/auth/me")).status).toBe(401);
    expect(await sessionsOf(who.userId)).toHaveLength(1);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_REVOKED", entityType: "session", entityId: sessionId, reason, after: { userId: who.userId } },
    ]);
    expect((await end(who.userId, sessionId)).status).toBe(404);
  });

  test("of another user is 404", async () => {
    const [who, other] = [await as("Auditor"), await as("Auditor")];
    const [session] = await sessionsOf(other.userId);
    expect((await end(who.userId, session?.id ?? "")).status).toBe(404);
    expect(await sessionsOf(other.userId)).toHaveLength(1);
  });
});

describe("decisions §3: who may", () => {
  test("a PoolAdmin locks, unlocks and signs out users of the assigned tenants; others are 404", async () => {
    const { tenantId, pool } = await ownPool();
    const inside = await createPerson("PoolAdmin", { tenantIds: [tenantId] });
    const outside = await createPerson("PoolAdmin", { tenantIds: [await createTenantRow()] });
    expect((await setLock(inside.userId, true, pool, "admin")).status).toBe(200);
    expect((await setLock(inside.userId, false, pool, "admin")).status).toBe(200);
    expect((await logOut(inside.userId, pool, "admin")).status).toBe(200);
    expect((await setLock(outside.userId, true, pool, "admin")).status).toBe(404);
    expect((await logOut(outside.userId, pool, "admin")).status).toBe(404);
    expect((await row(outside.userId)).status).toBe("active");
  });

  test.each(Object.entries(outOfReach))("a PoolAdmin gets 403 for somebody %s, on the record", async (_why, make) => {
    const { tenantId, pool } = await ownPool();
    const { userId } = await make(tenantId);
    const answers = [await setLock(userId, true, pool, "admin"), await logOut(userId, pool, "admin")];
    for (const { status, headers } of answers) {
      expect(status).toBe(403);
      expect(await auditOf(headers.get("x-request-id"))).toMatchObject([{ action: "ACCESS_DENIED" }]);
    }
    expect(await row(userId)).toMatchObject({ status: "active", tokenVersion: 1 });
  });

  test("Support signs out and unlocks, and does not lock", async () => {
    const support = await as("Support");
    const { userId } = await createPerson("PoolAdmin", { status: "locked", tenantIds: [await createTenantRow()] });
    expect((await setLock(userId, true, support, "admin")).status).toBe(403);
    expect((await setLock(userId, false, support, "admin")).status).toBe(200);
    expect((await logOut(userId, support, "admin")).status).toBe(200);
    expect((await setLock(userId, true, support, "admin", "?dryRun=true")).status).toBe(403);
    expect((await row(userId)).status).toBe("active");
  });

  test("nobody but a SuperAdmin governs a SuperAdmin", async () => {
    const { userId } = await createPerson("SuperAdmin", { status: "locked" });
    const support = await as("Support");
    expect((await setLock(userId, false, support, "admin")).status).toBe(403);
    expect((await logOut(userId, support, "admin")).status).toBe(403);
  });

  test("an Auditor does none of it", async () => {
    const auditor = await as("Auditor");
    const { userId } = await createPerson("PoolAdmin");
    expect((await setLock(userId, false, auditor, "admin")).status).toBe(403);
    expect((await logOut(userId, auditor, "admin")).status).toBe(403);
  });
});
