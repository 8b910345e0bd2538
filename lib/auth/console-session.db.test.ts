import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { prisma } from "../db/client.ts";
import { env } from "../env.ts";
import { perform } from "../operation/perform.ts";
import { scopeOf } from "../operation/request.ts";
import { ANONYMOUS } from "../operation/serve.ts";
import { as, signIn } from "../testing/client.ts";
import { createPerson, PASSWORD, type Person } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { accessOf } from "./access.ts";
import { consoleToken, sessionCookieName } from "./next-auth.ts";
import { consoleLogin } from "./sign-in-operations.ts";

const caller = () => ({ actor: ANONYMOUS, request: scopeOf(new Headers({ "user-agent": "Browser" })) });

async function open({ email }: Person) {
  const { request, actor } = caller();
  const { data } = await perform(consoleLogin, { actor, request }, { body: { email, password: PASSWORD } });
  return { ...data, requestId: request.requestId };
}

const touch = (sessionId: string, minutesAgo: number) =>
  prisma().session.update({
    where: { id: sessionId },
    data: { lastSeenOn: new Date(Date.now() - minutesAgo * 60_000) },
  });

describe("decisions §2: the console signs in on the same sessions table", () => {
  test("opens a session of kind console, on the record", async () => {
    const person = await createPerson("Support");
    const { sessionId, userId, tokenVersion, requestId } = await open(person);
    expect([userId, tokenVersion]).toEqual([person.userId, 1]);
    const session = await prisma().session.findUniqueOrThrow({ where: { id: sessionId } });
    expect(session).toMatchObject({ kind: "console", userId, userAgent: "Browser", revokedOn: null });
    expect(await auditOf(requestId)).toMatchObject([{ action: "AUTH_LOGIN", after: { kind: "console" } }]);
    expect((await accessOf(sessionId))?.actor).toMatchObject({ id: userId, role: "Support", sessionId });
  });

  test("has no refresh token and is no way around a lock", async () => {
    const person = await createPerson("Support");
    const { userId } = await open(person);
    expect(await prisma().refreshToken.count({ where: { session: { userId } } })).toBe(0);
    const locked = await createPerson("Support", { status: "locked" });
    await expect(open(locked)).rejects.toThrow(new AppError("FORBIDDEN", "This account is locked"));
  });

  test("is listed among the user's sessions and can be ended from the API at once", async () => {
    const person = await createPerson("Support");
    const { sessionId } = await open(person);
    expect(await accessOf(sessionId)).not.toBeNull();
    const { client } = await signIn(person);
    const { response } = await client.get<{ items: { sessionId: string; kind: string }[] }>("/auth/sessions");
    expect(response.items).toContainEqual(expect.objectContaining({ sessionId, kind: "console" }));
    expect((await client.del(`/auth/sessions/${sessionId}`)).status).toBe(200);
    expect(await accessOf(sessionId)).toBeNull();
  });

  test("activity keeps it open, written down at most once a minute", async () => {
    const { sessionId } = await open(await createPerson("Support"));
    const lastSeen = async () =>
      (await prisma().session.findUniqueOrThrow({ where: { id: sessionId } })).lastSeenOn.getTime();
    await touch(sessionId, 5);
    const before = await lastSeen();
    expect(await accessOf(sessionId)).not.toBeNull();
    const after = await lastSeen();
    expect(after).toBeGreaterThan(before + 4 * 60_000);
    await accessOf(sessionId);
    expect(await lastSeen()).toBe(after);
  });

  test("decisions §9: idle for longer than auth.sessionTimeoutMinutes it ends", async () => {
    const { sessionId } = await open(await createPerson("Support"));
    await touch(sessionId, 721);
    expect(await accessOf(sessionId)).toBeNull();
  });

  test.each(["01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"])("a session that never was opens nothing: %s", async (id) => {
    expect(await accessOf(id)).toBeNull();
  });
});

describe("the browser's cookie", () => {
  const token = { sub: "u", sid: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001", ver: 1 };
  let secret: string;
  beforeAll(async () => {
    await as("Auditor");
    secret = env().NEXTAUTH_SECRET;
  });
  const read = async (value: string, name = sessionCookieName()) => consoleToken({ [name]: value }, new Headers());

  test("carries session and token version, and nothing personal", async () => {
    const read1 = await read(await encode({ token, secret }));
    expect(read1).toMatchObject({ sid: token.sid, ver: 1 });
    expect(Object.keys(read1 ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub", "ver"]);
  });

  test.each([
    ["sealed with another secret", () => encode({ token, secret: "another secret of thirty-two letters" })],
    ["expired", () => encode({ token, secret, maxAge: -60 })],
    ["without a session", () => encode({ token: { sub: "u", ver: 1 }, secret })],
    ["without a version", () => encode({ token: { sub: "u", sid: token.sid }, secret })],
    ["not sealed at all", async () => "eyJhbGciOiJub25lIn0.eyJzaWQiOiIxIiwidmVyIjoxfQ."],
    ["empty", async () => ""],
  ])("%s is nobody", async (_case, value) => {
    expect(await read(await value())).toBeNull();
  });

  test("under another name it is nobody", async () => {
    expect(await read(await encode({ token, secret }), "session")).toBeNull();
  });
});
