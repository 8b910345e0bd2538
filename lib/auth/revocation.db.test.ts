import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createTenantRow, PASSWORD } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { accessChanged } from "./access.ts";

// Decisions §2: revocation is immediate on every instance. What happens in this process must show in the other one.
let other: Instance;

beforeAll(async () => {
  other = await startInstance();
});
afterAll(() => other.stop());

const statusAt = async ({ client }: SignedIn, instance = other) =>
  (await client.at(instance.transport).get("/auth/me")).status;

/** Somebody whom the other instance knows, so that what it knows must be forgotten. */
async function known(...args: Parameters<typeof as>): Promise<SignedIn> {
  const who = await as(...args);
  expect(await statusAt(who)).toBe(200);
  return who;
}

const refusedThere = (who: SignedIn) =>
  until({ withinMs: 1000, what: "refused by the other instance" }, async () => (await statusAt(who)) === 401);

const change = (userId: string, data: object) =>
  transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data });
    await accessChanged(tx, userId);
  });

describe("SRS §4.1 Revocation, decisions §2: immediate on every instance", () => {
  test("both instances know the same session", async () => {
    const who = await known("Auditor");
    const there = await who.client.at(other.transport).get("/auth/me");
    expect(there.response).toEqual((await who.client.get("/auth/me")).response);
  });

  test("lock", async () => {
    const who = await known("Auditor");
    await change(who.userId, { status: "locked" });
    await refusedThere(who);
  });

  test("suspension by a rule", async () => {
    const who = await known("Auditor");
    await change(who.userId, { status: "suspended" });
    await refusedThere(who);
  });

  test("force logout: a new token version", async () => {
    const who = await known("Auditor");
    await change(who.userId, { tokenVersion: { increment: 1 } });
    await refusedThere(who);
  });

  test("logout", async () => {
    const who = await known("Auditor");
    await who.client.post("/auth/logout");
    await refusedThere(who);
  });

  test("logout at the other instance, seen here", async () => {
    const who = await known("Auditor");
    expect((await who.client.get("/auth/me")).status).toBe(200);
    await who.client.at(other.transport).post("/auth/logout");
    await until(
      { withinMs: 1000, what: "refused here" },
      async () => (await who.client.get("/auth/me")).status === 401,
    );
  });

  test("password change", async () => {
    const who = await known("Auditor");
    const body = { currentPassword: PASSWORD, newPassword: "Another horse 8 staple" };
    expect((await who.client.post("/auth/password", body)).status).toBe(200);
    await refusedThere(who);
  });

  test("SRS §6.5 suspension of the only tenant", async () => {
    const tenantId = await createTenantRow();
    const who = await known("PoolAdmin", { tenantIds: [tenantId] });
    const { client } = await as("SuperAdmin");
    const body = { isActive: false, reason: "Compliance hold" };
    expect((await client.patch(`/super-admin/tenants/${tenantId}/status`, body)).status).toBe(200);
    await refusedThere(who);
  });

  test("role change: the next request has the new role's rights", async () => {
    const who = await known("SuperAdmin");
    const auditor = await prisma().role.findUniqueOrThrow({ where: { name: "Auditor" } });
    await change(who.userId, { roleId: auditor.id });
    await until({ withinMs: 1000, what: "403 at the other instance" }, async () => {
      return (await who.client.at(other.transport).get("/super-admin/users")).status === 403;
    });
  });

  test("others are left alone", async () => {
    const [who, bystander] = [await known("Auditor"), await known("Auditor")];
    await change(who.userId, { status: "locked" });
    await refusedThere(who);
    expect(await statusAt(bystander)).toBe(200);
  });
});

describe("even without a signal", () => {
  test("a change written past the application is seen within a few seconds", async () => {
    const who = await known("Auditor");
    await prisma().user.update({ where: { id: who.userId }, data: { status: "locked" } });
    await until({ withinMs: 4000, what: "refused by the other instance" }, async () => (await statusAt(who)) === 401);
  });

  test("a transaction that is rolled back tells nobody", async () => {
    const who = await known("Auditor");
    const rolledBack = transaction(async (tx) => {
      await tx.user.update({ where: { id: who.userId }, data: { status: "locked" } });
      await accessChanged(tx, who.userId);
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await statusAt(who)).toBe(200);
  });
});
