import { beforeAll, describe, expect, test } from "vitest";
import { anonymous, as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow, PASSWORD } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { outOfReach, ownPool, type Rehearsed } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

type Link = Rehearsed & { readonly userId: string; readonly inviteToken?: string; readonly resetToken?: string };
const NEW_PASSWORD = "Another horse 8 staple";
const reset = (userId: string, { client } = admin, family = "super-admin", query = "") =>
  client.post<Link>(`/${family}/users/${userId}/password-reset${query}`);
const invite = (userId: string, { client } = admin, family = "super-admin", query = "") =>
  client.post<Link>(`/${family}/users/${userId}/invitation${query}`);
const useReset = (resetToken: string | undefined, password = NEW_PASSWORD) =>
  anonymous().post("/auth/reset-password", { resetToken, password });
const accept = (inviteToken: string | undefined) =>
  anonymous().post("/auth/accept-invite", { inviteToken, password: NEW_PASSWORD });

describe("decisions §5, §9 POST /users/{userId}/password-reset", () => {
  test("without SMTP_URL answers the one-time token once; sessions end when it is used", async () => {
    const who = await as("Auditor");
    const { status, response } = await reset(who.userId);
    expect([status, response]).toEqual([200, { userId: who.userId, resetToken: expect.stringMatching(/^[\w-]{43}$/) }]);
    expect((await who.client.get("/auth/me")).status).toBe(200);
    expect((await useReset(response.resetToken)).status).toBe(200);
    expect((await who.client.get("/auth/me")).status).toBe(401);
    const logins = [PASSWORD, NEW_PASSWORD].map((password) =>
      anonymous().post("/auth/login", { email: who.email, password }),
    );
    expect((await Promise.all(logins)).map(({ status: code }) => code)).toEqual([401, 200]);
    expect((await useReset(response.resetToken, "Third horse 9 staple")).status).toBe(410);
  });

  test("a second one makes the first worthless", async () => {
    const { userId } = await createPerson("Auditor");
    const first = await reset(userId);
    const second = await reset(userId);
    expect((await useReset(first.response.resetToken)).status).toBe(410);
    expect((await useReset(second.response.resetToken)).status).toBe(200);
  });

  test("lifts no lock", async () => {
    const { userId, email } = await createPerson("Auditor", { status: "locked" });
    await useReset((await reset(userId)).response.resetToken);
    expect((await anonymous().post("/auth/login", { email, password: NEW_PASSWORD })).status).toBe(403);
  });

  test("is audited without the token; the same Idempotency-Key answers the same token", async () => {
    const { userId } = await createPerson("Auditor");
    const call = () =>
      admin.client.post<Link>(
        `/super-admin/users/${userId}/password-reset`,
        { reason: "Called the help desk" },
        { "idempotency-key": `reset-${userId}` },
      );
    const first = await call();
    const again = await call();
    expect([again.response, again.headers.get("idempotency-replayed")]).toEqual([first.response, "true"]);
    const rows = await auditOf(first.headers.get("x-request-id"));
    expect(rows).toMatchObject([{ action: "USER_UPDATED", entityId: userId, reason: "Called the help desk" }]);
    expect(JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? Number(value) : value))).not.toContain(
      first.response.resetToken,
    );
  });

  test("a dry run makes no token and leaves an earlier one good", async () => {
    const { userId } = await createPerson("Auditor");
    const { response } = await reset(userId);
    const rehearsed = await reset(userId, admin, "super-admin", "?dryRun=true");
    expect(rehearsed.response).toMatchObject({ dryRun: true, audit: [{ action: "USER_UPDATED" }] });
    expect((await useReset(response.resetToken)).status).toBe(200);
  });

  test("somebody who is still invited has none: 409", async () => {
    const { response } = await admin.client.post<Link>("/super-admin/users", {
      email: `${crypto.randomUUID()}@example.com`,
      name: "Ann Lee",
      role: "Auditor",
    });
    const { status, errors } = await reset(response.userId);
    expect([status, Object.keys(errors)]).toEqual([409, ["status"]]);
  });
});

describe("POST /users/{userId}/invitation", () => {
  test("invites again; the earlier invitation stops working", async () => {
    const { response: first } = await admin.client.post<Link>("/super-admin/users", {
      email: `${crypto.randomUUID()}@example.com`,
      name: "Ann Lee",
      role: "Auditor",
    });
    const { status, response, headers } = await invite(first.userId);
    expect([status, response]).toEqual([
      200,
      { userId: first.userId, inviteToken: expect.stringMatching(/^[\w-]{43}$/) },
    ]);
    expect(await auditOf(headers.get("x-request-id"))).toMatchObject([{ action: "USER_UPDATED" }]);
    expect((await accept(first.inviteToken)).status).toBe(410);
    expect((await accept(response.inviteToken)).status).toBe(200);
  });

  test("somebody who has accepted is 409", async () => {
    const { userId } = await createPerson("Auditor");
    expect((await invite(userId)).status).toBe(409);
  });
});

describe("decisions §3: who may hand out one-time links", () => {
  test("a PoolAdmin to users of the assigned tenants; foreign users are 404", async () => {
    const { tenantId, pool } = await ownPool();
    const inside = await createPerson("PoolAdmin", { tenantIds: [tenantId] });
    const invited = await createPerson("PoolAdmin", { tenantIds: [tenantId], status: "invited" });
    const outside = await createPerson("PoolAdmin", { tenantIds: [await createTenantRow()] });
    expect((await reset(inside.userId, pool, "admin")).status).toBe(200);
    expect((await invite(invited.userId, pool, "admin")).status).toBe(200);
    expect((await reset(outside.userId, pool, "admin")).status).toBe(404);
    expect((await invite(outside.userId, pool, "admin")).status).toBe(404);
  });

  test.each(Object.entries(outOfReach))(
    "a PoolAdmin takes over the account of nobody %s: 403, no token",
    async (_why, make) => {
      const { tenantId, pool } = await ownPool();
      const { userId } = await make(tenantId);
      const { status, response } = await reset(userId, pool, "admin");
      expect([status, response]).toEqual([403, null]);
    },
  );

  test("Support and Auditor hand out none", async () => {
    const { userId } = await createPerson("PoolAdmin");
    for (const role of ["Support", "Auditor"] as const) {
      expect((await reset(userId, await as(role), "admin")).status).toBe(403);
    }
  });
});
