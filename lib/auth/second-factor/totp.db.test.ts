import { describe, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { anonymous, as, type TokenPair } from "../../testing/client.ts";
import { PASSWORD } from "../../testing/people.ts";
import { asOwner, auditOf } from "../../testing/rows.ts";
import { codeFor, enrol, startEnrolment, wrongCode } from "../../testing/totp.ts";

const login = (email: string, totp?: string, client = anonymous()) =>
  client.post<TokenPair>("/auth/login", { email, password: PASSWORD, ...(totp !== undefined && { totp }) });
const rowOf = async ({ headers }: { headers: Headers }) => (await auditOf(headers.get("x-request-id")))[0];
const storedText = (rows: unknown) => JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? 0 : value));

describe("decisions §9 TOTP: enrolment", () => {
  test("POST /auth/totp gives the secret and its link, POST /auth/totp/verify ten recovery codes", async () => {
    const who = await as("Auditor");
    const started = await who.client.post<{ secret: string; otpauthUrl: string }>("/auth/totp");
    expect(started.status).toBe(200);
    expect(started.response.secret).toMatch(/^[A-Z2-7]{32}$/);
    const link = new URL(started.response.otpauthUrl);
    expect([link.protocol, link.host, decodeURIComponent(link.pathname)]).toEqual([
      "otpauth:",
      "totp",
      `/Rookery:${who.email}`,
    ]);
    expect(link.searchParams.get("secret")).toBe(started.response.secret);
    expect(await rowOf(started)).toMatchObject({ action: "USER_UPDATED", entityId: who.userId, actorId: who.userId });

    const verified = await who.client.post<{ recoveryCodes: string[] }>("/auth/totp/verify", {
      totp: codeFor(started.response.secret),
    });
    expect(verified.status).toBe(200);
    expect(new Set(verified.response.recoveryCodes).size).toBe(10);
    expect(verified.response.recoveryCodes.every((code) => /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/.test(code))).toBe(true);
    expect(await rowOf(verified)).toMatchObject({ before: { mfaEnabled: false }, after: { mfaEnabled: true } });
    const status = await who.client.get("/auth/totp");
    expect(status.response).toMatchObject({ mfaEnabled: true, recoveryCodesLeft: 10, mfaRequired: false });
  });

  test("decisions §5 mfaEnabled of the user becomes true and its version goes up", async () => {
    const [admin, who] = [await as("SuperAdmin"), await as("Auditor")];
    const before = await admin.client.get<{ mfaEnabled: boolean }>(`/super-admin/users/${who.userId}`);
    await enrol(who);
    const after = await admin.client.get<{ mfaEnabled: boolean }>(`/super-admin/users/${who.userId}`);
    expect([before.response.mfaEnabled, after.response.mfaEnabled]).toEqual([false, true]);
    expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
  });

  test("neither secret nor recovery codes are stored or recorded in clear", async () => {
    const who = await as("Auditor");
    const { secret, recoveryCodes } = await enrol(who);
    const stored = storedText([
      await asOwner("SELECT * FROM user_totp WHERE user_id = $1", [who.userId]),
      await asOwner("SELECT encode(hash, 'escape') FROM recovery_codes WHERE user_id = $1", [who.userId]),
      await prisma().auditEvent.findMany({ where: { actorId: who.userId } }),
    ]);
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll("-", ""))]) {
      expect(stored).not.toContain(text);
    }
  });

  test("the caller's other sessions end: the password alone opened them", async () => {
    const who = await as("Auditor");
    const other = await login(who.email);
    await enrol(who);
    expect((await who.client.get("/auth/me")).status).toBe(200);
    expect((await who.client.with(other.response.accessToken).get("/auth/me")).status).toBe(401);
    expect((await anonymous().post("/auth/refresh", { refreshToken: other.response.refreshToken })).status).toBe(401);
  });

  test("a wrong code is 400 on the field and enrols nothing", async () => {
    const who = await as("Auditor");
    const secret = await startEnrolment(who);
    const answer = await who.client.post("/auth/totp/verify", { totp: wrongCode(secret) });
    expect([answer.status, Object.keys(answer.errors)]).toEqual([400, ["totp"]]);
    expect((await login(who.email)).status).toBe(200);
  });

  test("beginning again replaces the secret that was never confirmed; once confirmed it is 409", async () => {
    const who = await as("Auditor");
    const first = await startEnrolment(who);
    const second = await startEnrolment(who);
    expect((await who.client.post("/auth/totp/verify", { totp: codeFor(first) })).status).toBe(400);
    expect((await who.client.post("/auth/totp/verify", { totp: codeFor(second) })).status).toBe(200);
    expect((await who.client.post("/auth/totp")).status).toBe(409);
  });

  test("a dry run changes nothing, and tells nobody whether a code fits", async () => {
    const who = await as("Auditor");
    const secret = await startEnrolment(who);
    const right = await who.client.post("/auth/totp/verify?dryRun=true", { totp: codeFor(secret) });
    const wrong = await who.client.post("/auth/totp/verify?dryRun=true", { totp: wrongCode(secret) });
    expect([right.status, right.response]).toEqual([wrong.status, wrong.response]);
    expect((await login(who.email)).status).toBe(200);
  });
});

describe("decisions §9 TOTP: sign-in of an enrolled user", () => {
  test("without the code it is 401 with totpRequired, on record but no failed sign-in", async () => {
    const who = await as("Auditor");
    const { secret } = await enrol(who);
    const answer = await login(who.email);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ statusCode: 401, message: "Unauthorized", response: { totpRequired: true } });
    expect(await rowOf(answer)).toMatchObject({
      action: "AUTH_LOGIN_FAILED",
      outcome: "denied",
      entityId: who.userId,
      after: { why: "second-factor-wanted" },
    });
    expect(await prisma().loginEvent.count({ where: { userId: who.userId, succeeded: false } })).toBe(0);
    const signedIn = await login(who.email, codeFor(secret, 1));
    expect(signedIn.status).toBe(200);
    expect(await rowOf(signedIn)).toMatchObject({ action: "AUTH_LOGIN", after: { secondFactor: "totp" } });
  });

  test("the code of the step before and after is good, spaces and all; one two steps away is not", async () => {
    const who = await as("Auditor");
    const { secret } = await enrol(who);
    await asOwner("UPDATE user_totp SET last_step = NULL WHERE user_id = $1", [who.userId]);
    const spaced = codeFor(secret, -1).replace(/^(...)/, "$1 ");
    expect((await login(who.email, spaced)).status).toBe(200);
    expect((await login(who.email, codeFor(secret, 1))).status).toBe(200);
    expect((await login(who.email, codeFor(secret, 3))).status).toBe(401);
  });

  test("a code is taken once, also by two at the same moment", async () => {
    const who = await as("Auditor");
    const { secret } = await enrol(who);
    expect((await login(who.email, codeFor(secret))).status).toBe(401); // the one that confirmed it
    const next = codeFor(secret, 1);
    const answers = await Promise.all([login(who.email, next), login(who.email, next), login(who.email, next)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await login(who.email, next)).status).toBe(401);
  });

  test("a wrong code is 401, a failed sign-in, and says nothing with a wrong password", async () => {
    const who = await as("Auditor");
    const { secret } = await enrol(who);
    const wrong = await login(who.email, wrongCode(secret));
    expect(wrong.response).toMatchObject({ totpRequired: true, errors: { totp: expect.any(String) } });
    expect(await rowOf(wrong)).toMatchObject({ outcome: "failure", after: { why: "wrong-code" } });
    expect(await prisma().loginEvent.count({ where: { userId: who.userId, succeeded: false } })).toBe(1);
    const body = { email: who.email, password: "not the password", totp: codeFor(secret, 1) };
    expect((await anonymous().post("/auth/login", body)).body).toEqual({
      statusCode: 401,
      message: "Unauthorized",
      response: null,
    });
  });

  test("decisions §2: wrong codes are limited apart from passwords, which a right password would forgive", async () => {
    const who = await as("Auditor");
    const { secret } = await enrol(who);
    const statuses: number[] = [];
    for (let n = 0; n < 11; n++) {
      statuses.push((await login(who.email, wrongCode(secret))).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    expect((await login(who.email, codeFor(secret, 1))).status).toBe(429);
  });

  test("a recovery code signs in once, however it is typed, and leaves one fewer", async () => {
    const who = await as("Auditor");
    const { recoveryCodes } = await enrol(who);
    const [code = ""] = recoveryCodes;
    const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o");
    const answer = await login(who.email, typed);
    expect(answer.status).toBe(200);
    expect(await rowOf(answer)).toMatchObject({ after: { secondFactor: "recovery-code" } });
    expect((await login(who.email, code)).status).toBe(401);
    const status = await who.client.get("/auth/totp");
    expect(status.response).toMatchObject({ recoveryCodesLeft: 9 });
  });

  test("a locked account is told so before the code", async () => {
    const who = await as("Auditor");
    await enrol(who);
    await prisma().user.update({ where: { id: who.userId }, data: { status: "locked" } });
    expect((await login(who.email)).status).toBe(403);
  });
});

describe("decisions §9 TOTP: removing it and new recovery codes", () => {
  test("DELETE /auth/totp wants a code; then the password alone signs in", async () => {
    const who = await as("Auditor");
    const { secret, recoveryCodes } = await enrol(who);
    expect((await who.client.del("/auth/totp", {})).status).toBe(400);
    expect((await who.client.del("/auth/totp", { totp: wrongCode(secret) })).status).toBe(400);
    expect((await who.client.del("/auth/totp?dryRun=true", { totp: wrongCode(secret) })).status).toBe(200);
    const answer = await who.client.del("/auth/totp", { totp: codeFor(secret, 1) });
    expect([answer.status, answer.response]).toEqual([200, { mfaEnabled: false }]);
    expect(await rowOf(answer)).toMatchObject({ before: { mfaEnabled: true }, after: { mfaEnabled: false } });
    expect((await login(who.email)).status).toBe(200);
    expect((await who.client.del("/auth/totp", { totp: recoveryCodes[0] })).status).toBe(400);
  });

  test("new recovery codes make the earlier ones worthless", async () => {
    const who = await as("Auditor");
    const { secret, recoveryCodes } = await enrol(who);
    const renewed = await who.client.post<{ recoveryCodes: string[] }>("/auth/totp/recovery-codes", {
      totp: codeFor(secret, 1),
    });
    expect(renewed.status).toBe(200);
    expect((await login(who.email, recoveryCodes[1])).status).toBe(401);
    expect((await login(who.email, renewed.response.recoveryCodes[1])).status).toBe(200);
  });
});
