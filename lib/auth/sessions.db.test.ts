import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn, signIn, type TokenPair } from "../testing/client.ts";
import { auditOf } from "../testing/rows.ts";

interface SessionList {
  readonly items: readonly { readonly sessionId: string; readonly isCurrent: boolean }[];
  readonly totalItems: number;
}

const list = ({ client }: SignedIn, query = "") => client.get<SessionList>(`/auth/sessions${query}`);
const isAlive = async ({ client }: SignedIn) => (await client.get("/auth/me")).status === 200;
const refresh = (refreshToken: string) => anonymous().post<TokenPair>("/auth/refresh", { refreshToken });
const currentOf = async (who: SignedIn) =>
  (await list(who)).response.items.find(({ isCurrent }) => isCurrent)?.sessionId ?? "";

describe("decisions §2 POST /auth/logout", () => {
  test("revokes the session: its access token stops working at once, and its refresh token", async () => {
    const who = await as("Auditor");
    const { status, response } = await who.client.post("/auth/logout");
    expect([status, response]).toEqual([200, { revokedSessions: 1 }]);
    expect(await isAlive(who)).toBe(false);
    expect((await refresh(who.pair.refreshToken)).status).toBe(401);
  });

  test("leaves other sessions alone", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    await who.client.post("/auth/logout", {});
    expect(await isAlive(other)).toBe(true);
  });

  test("ends the session of a refresh token of the caller's as well", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    const { response } = await who.client.post("/auth/logout", { refreshToken: other.pair.refreshToken });
    expect(response).toEqual({ revokedSessions: 2 });
    expect(await isAlive(other)).toBe(false);
  });

  test("somebody else's refresh token ends nothing of theirs", async () => {
    const [who, stranger] = [await as("Auditor"), await as("Auditor")];
    const { response } = await who.client.post("/auth/logout", { refreshToken: stranger.pair.refreshToken });
    expect(response).toEqual({ revokedSessions: 1 });
    expect(await isAlive(stranger)).toBe(true);
  });

  test("SRS §11.1: leaves one AUTH_LOGOUT row", async () => {
    const who = await as("Auditor");
    const sessionId = await currentOf(who);
    const { headers } = await who.client.post("/auth/logout");
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_LOGOUT", actorId: who.userId, entityType: "session", entityId: sessionId },
    ]);
  });

  test("without a token it is 401", async () => {
    expect((await anonymous().post("/auth/logout")).status).toBe(401);
  });
});

describe("decisions §2 GET /auth/sessions", () => {
  test("lists the caller's own open sessions, newest first, and which one this is", async () => {
    const first = await as("Auditor");
    const second = await signIn(first);
    const gone = await signIn(first);
    await gone.client.post("/auth/logout");
    await as("Auditor");
    const { response } = await list(second);
    expect(response.items).toMatchObject([
      { sessionId: await currentOf(second), isCurrent: true, kind: "api" },
      { sessionId: await currentOf(first), isCurrent: false, kind: "api" },
    ]);
    expect(response.totalItems).toBe(2);
  });

  test("shows the network, never the address", async () => {
    const who = await as("Auditor");
    expect((await list(who)).response.items).toMatchObject([{ ipAddress: expect.stringMatching(/^10\..*\.0\/24$/) }]);
  });

  test("is paged like every list", async () => {
    const who = await as("Auditor");
    await signIn(who);
    const { response } = await list(who, "?page=2&pageSize=1");
    expect(response).toMatchObject({ page: 2, pageSize: 1, totalItems: 2, totalPages: 2 });
    expect(response.items).toMatchObject([{ isCurrent: true }]);
    expect((await list(who, "?pageSize=101")).status).toBe(400);
  });
});

describe("decisions §2 DELETE /auth/sessions/{sessionId}", () => {
  test("ends one of the caller's own sessions at once", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    const sessionId = await currentOf(other);
    const { status, response, headers } = await who.client.del(`/auth/sessions/${sessionId}`);
    expect([status, response]).toEqual([200, { sessionId, revokedSessions: 1 }]);
    expect(await isAlive(other)).toBe(false);
    expect(await isAlive(who)).toBe(true);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "AUTH_REVOKED", actorId: who.userId, entityType: "session", entityId: sessionId },
    ]);
  });

  test("ends the calling session too when it is named", async () => {
    const who = await as("Auditor");
    expect((await who.client.del(`/auth/sessions/${await currentOf(who)}`)).status).toBe(200);
    expect(await isAlive(who)).toBe(false);
  });

  test("somebody else's session is 404 and stays, for a SuperAdmin too", async () => {
    const [who, stranger] = [await as("SuperAdmin"), await as("Auditor")];
    const answer = await who.client.del(`/auth/sessions/${await currentOf(stranger)}`);
    expect(answer.body).toEqual({ statusCode: 404, message: "Not found", response: null });
    expect(await isAlive(stranger)).toBe(true);
    expect(await auditOf(answer.headers.get("x-request-id"))).toEqual([]);
  });

  test.each(["7", "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", "%00", "null"])("%s is 404", async (id) => {
    const { client } = await as("Auditor");
    expect((await client.del(`/auth/sessions/${id}`)).status).toBe(404);
  });

  test("a session that has ended already is 404", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    const sessionId = await currentOf(other);
    await other.client.post("/auth/logout");
    expect((await who.client.del(`/auth/sessions/${sessionId}`)).status).toBe(404);
  });
});

describe("SRS §4.1 revocation: an access token is refused once its session no longer stands", () => {
  test.each([
    ["the session has expired", { expiresOn: new Date(0) }],
    ["the session was idle for longer than auth.sessionTimeoutMinutes", { lastSeenOn: new Date(0) }],
  ])("%s", async (_case, data) => {
    const who = await as("Auditor");
    await prisma().session.updateMany({ where: { userId: who.userId }, data });
    expect(await isAlive(who)).toBe(false);
  });

  test.each([
    ["locked", { status: "locked" }],
    ["suspended", { status: "suspended" }],
    ["a new token version", { tokenVersion: { increment: 1 } }],
  ])("the user is %s", async (_case, data) => {
    const who = await as("Auditor");
    await prisma().user.update({ where: { id: who.userId }, data });
    expect(await isAlive(who)).toBe(false);
  });
});
