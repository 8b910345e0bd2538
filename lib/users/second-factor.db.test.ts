import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { createTenantRow, PASSWORD } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { enrol } from "../testing/totp.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const remove = (userId: string, query = "", { client } = admin, family = "super-admin") =>
  client.del(`/${family}/users/${userId}/totp${query}`, { reason: "Lost telephone" });

describe("decisions §9 TOTP: a lost telephone, DELETE /users/{userId}/totp", () => {
  test("the password alone signs in again, every session ends, on record with the reason", async () => {
    const who = await as("Auditor");
    await enrol(who);
    const answer = await remove(who.userId);
    expect([answer.status, answer.response]).toEqual([
      200,
      { userId: who.userId, mfaEnabled: false, revokedSessions: 1 },
    ]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      {
        action: "USER_UPDATED",
        actorId: admin.userId,
        entityId: who.userId,
        reason: "Lost telephone",
        before: { mfaEnabled: true },
        after: { mfaEnabled: false, revokedSessions: 1 },
      },
    ]);
    expect((await who.client.get("/auth/me")).status).toBe(401);
    expect((await anonymous().post("/auth/login", { email: who.email, password: PASSWORD })).status).toBe(200);
    expect(await prisma().recoveryCode.count({ where: { userId: who.userId } })).toBe(0);
  });

  test("409 where there is none and on oneself, 400 without a reason, 404 for nobody", async () => {
    const who = await as("Auditor");
    expect((await remove(who.userId)).errors).toEqual({ userId: "The user has no second factor" });
    const self = await as("SuperAdmin");
    await enrol(self);
    expect((await remove(self.userId, "", self)).status).toBe(409);
    expect((await admin.client.del(`/super-admin/users/${who.userId}/totp`, {})).errors).toEqual({
      reason: "Required",
    });
    expect((await remove("01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff")).status).toBe(404);
  });

  test("a PoolAdmin of the user's tenant may not", async () => {
    const tenantIds = [await createTenantRow()];
    const [pool, who] = [await as("PoolAdmin", { tenantIds }), await as("ROLE_READ_ONLY", { tenantIds })];
    await enrol(who);
    expect((await remove(who.userId, "", pool, "admin")).status).toBe(403);
  });

  test("a dry run counts what would end and changes nothing", async () => {
    const who = await as("Auditor");
    await enrol(who);
    const { status, response } = await remove(who.userId, "?dryRun=true");
    expect([status, response]).toEqual([200, expect.objectContaining({ cascade: { sessions: 1, refreshTokens: 1 } })]);
    expect((await who.client.get("/auth/totp")).response).toMatchObject({ mfaEnabled: true });
  });
});
