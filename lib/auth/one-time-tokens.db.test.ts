import { describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { anonymous, as, signIn } from "../testing/client.ts";
import { createPerson, PASSWORD } from "../testing/people.ts";
import { randomEmail } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";
import { issueOneTimeToken, type OneTimePurpose } from "./passwords.ts";

const NEW = "Another horse 8 staple";
const GONE = (field: string) => ({
  statusCode: 410,
  message: "This link has been used or has expired",
  response: { errors: { [field]: "Has been used or has expired" } },
});

const issue = (userId: string, purpose: OneTimePurpose) =>
  transaction((tx) => issueOneTimeToken(tx, userId, purpose, new Date()));
const accept = (inviteToken: string, password = NEW) =>
  anonymous().post("/auth/accept-invite", { inviteToken, password });
const reset = (resetToken: string, password = NEW) =>
  anonymous().post("/auth/reset-password", { resetToken, password });
const login = (email: string, password = NEW) => anonymous().post("/auth/login", { email, password });

async function invite() {
  const { client } = await as("SuperAdmin");
  const email = randomEmail();
  const { response } = await client.post<{ userId: string; inviteToken: string }>("/super-admin/users", {
    email,
    name: "New Person",
    role: "Auditor",
  });
  return { email, ...response };
}

describe("decisions §5 POST /auth/accept-invite", () => {
  test("activates the account, which can then sign in", async () => {
    const { email, userId, inviteToken } = await invite();
    expect((await login(email)).status).toBe(401);
    const { status, body } = await accept(inviteToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      message: "Account activated",
      response: { userId, email, name: "New Person", role: "Auditor", tenantScope: "global" },
    });
    expect((await login(email)).status).toBe(200);
  });

  test("SRS §11.1: leaves one USER_UPDATED row in the name of the account that it became", async () => {
    const { userId, inviteToken } = await invite();
    const { headers } = await accept(inviteToken);
    const rows = await auditOf(headers.get("x-request-id"));
    expect(rows).toMatchObject([
      {
        action: "USER_UPDATED",
        actorId: userId,
        actorRole: "Auditor",
        entityId: userId,
        before: { status: "invited" },
        after: { status: "active" },
      },
    ]);
  });

  test("decisions §9: a spent token is 410", async () => {
    const { inviteToken } = await invite();
    await accept(inviteToken);
    expect((await accept(inviteToken, "Third horse 9 staple")).body).toEqual(GONE("inviteToken"));
  });

  test("of four acceptances at once one wins", async () => {
    const { inviteToken } = await invite();
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => accept(inviteToken)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 410, 410, 410]);
  });

  test("decisions §9: an expired token is 410", async () => {
    const { userId, inviteToken } = await invite();
    await prisma().oneTimeToken.updateMany({ where: { userId }, data: { expiresOn: new Date(Date.now() - 1000) } });
    expect((await accept(inviteToken)).body).toEqual(GONE("inviteToken"));
  });

  test.each(["", "x".repeat(43), "\u0000"])("an unknown token %j is refused", async (token) => {
    expect((await accept(token)).status).toBe(token === "" ? 400 : 410);
  });

  test("the password must meet the policy; the token stays good for another try", async () => {
    const { inviteToken } = await invite();
    const { status, errors } = await accept(inviteToken, "short");
    expect([status, errors]).toEqual([
      400,
      { password: "Needs at least 12 characters, an upper-case letter, and a digit" },
    ]);
    expect((await accept(inviteToken)).status).toBe(200);
  });

  test("a newer invitation makes the older one worthless", async () => {
    const { userId, inviteToken } = await invite();
    const newer = await issue(userId, "invite");
    expect((await accept(inviteToken)).status).toBe(410);
    expect((await accept(newer)).status).toBe(200);
  });

  test.each(["locked", "suspended"])("it does not get an account in that is %s meanwhile", async (status) => {
    const { userId, inviteToken } = await invite();
    await prisma().user.update({ where: { id: userId }, data: { status } });
    expect((await accept(inviteToken)).body).toEqual(GONE("inviteToken"));
    const user = await prisma().user.findUniqueOrThrow({ where: { id: userId } });
    expect([user.status, user.passwordHash]).toEqual([status, null]);
  });
});

describe("decisions §9 POST /auth/reset-password", () => {
  test("sets the password and ends every session at once", async () => {
    const who = await as("Auditor");
    const other = await signIn(who);
    const { status, response } = await reset(await issue(who.userId, "reset"));
    expect([status, response["userId"]]).toEqual([200, who.userId]);
    for (const { client, pair } of [who, other]) {
      expect((await client.get("/auth/me")).status).toBe(401);
      expect((await anonymous().post("/auth/refresh", { refreshToken: pair.refreshToken })).status).toBe(401);
    }
    expect((await login(who.email)).status).toBe(200);
    expect((await login(who.email, PASSWORD)).status).toBe(401);
  });

  test("SRS §11.1: leaves one USER_UPDATED row", async () => {
    const { userId } = await as("Auditor");
    const { headers } = await reset(await issue(userId, "reset"));
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([
      { action: "USER_UPDATED", actorId: userId, entityId: userId, after: { revokedSessions: 1 } },
    ]);
  });

  test("a spent, an expired and an unknown token are 410", async () => {
    const { userId } = await createPerson("Auditor");
    const spent = await issue(userId, "reset");
    expect((await reset(spent)).status).toBe(200);
    const expired = await issue(userId, "reset");
    await prisma().oneTimeToken.updateMany({
      where: { userId, spentOn: null },
      data: { expiresOn: new Date(Date.now() - 1) },
    });
    const answers = [await reset(spent, "Third horse 9 staple"), await reset(expired, "Third horse 9 staple")];
    answers.push(await reset("x".repeat(43)));
    expect(answers.map(({ body }) => body)).toEqual([1, 2, 3].map(() => GONE("resetToken")));
  });

  test("a token of one purpose does nothing for the other", async () => {
    const { userId } = await createPerson("Auditor");
    const { inviteToken } = await invite();
    expect((await reset(inviteToken)).status).toBe(410);
    expect((await accept(await issue(userId, "reset"))).status).toBe(410);
  });

  test("a password of the history is 400", async () => {
    const { userId } = await createPerson("Auditor");
    expect((await reset(await issue(userId, "reset"), PASSWORD)).errors).toEqual({
      password: "Was used before; the last 5 may not be used again",
    });
  });

  test("it lifts no lock", async () => {
    const { userId, email } = await createPerson("Auditor", { status: "locked" });
    expect((await reset(await issue(userId, "reset"))).status).toBe(200);
    expect((await login(email)).body["message"]).toBe("This account is locked");
  });

  test("the token is stored as a hash only", async () => {
    const { userId } = await createPerson("Auditor");
    const token = await issue(userId, "reset");
    const [row] = await prisma().oneTimeToken.findMany({ where: { userId } });
    expect(row?.hash).toHaveLength(32);
    expect(Buffer.from(row?.hash ?? []).toString("base64url")).not.toBe(token);
  });
});
