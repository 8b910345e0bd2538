import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson } from "../testing/people.ts";
import { statuses } from "./testing.ts";

// This file's database has no other SuperAdmins than those of the test at hand.

const reason = "Rotation of duties";
const lock = ({ client }: SignedIn, userId: string) =>
  client.patch(`/super-admin/users/${userId}/lock`, { isLocked: true, reason });
const demote = ({ client }: SignedIn, userId: string) =>
  client.put(`/super-admin/users/${userId}`, { name: "Ann Lee", role: "Auditor" });
const logOut = ({ client }: SignedIn, userId: string) => client.post(`/super-admin/users/${userId}/logout`, { reason });
const active = () => prisma().user.count({ where: { roleId: SYSTEM_ROLES.SuperAdmin.id, status: "active" } });

beforeEach(async () => {
  await prisma().user.updateMany({ where: { roleId: SYSTEM_ROLES.SuperAdmin.id }, data: { status: "suspended" } });
});

describe("decisions §5: nobody can lock, demote or log out the last active SuperAdmin", () => {
  test.each([
    ["demote", demote, "role"],
    ["log out", logOut, "userId"],
  ])("%s: 409, and nothing changes; with a second one it works", async (_what, act, field) => {
    const last = await as("SuperAdmin");
    await createPerson("SuperAdmin", { status: "locked" });
    const { status, errors, headers } = await act(last, last.userId);
    expect([status, errors]).toEqual([409, { [field]: "This is the last active SuperAdmin" }]);
    expect(headers.get("x-request-id")).toBeTruthy();
    expect((await last.client.get("/auth/me")).status).toBe(200);
    await createPerson("SuperAdmin");
    expect((await act(last, last.userId)).status).toBe(200);
  });

  test("lock themselves: 409, whoever else there is", async () => {
    const [one] = [await as("SuperAdmin"), await as("SuperAdmin")];
    const { status, errors } = await lock(one, one.userId);
    expect([status, errors]).toEqual([409, { isLocked: "You cannot lock yourself" }]);
  });

  test("a dry run says so too", async () => {
    const last = await as("SuperAdmin");
    const answer = await last.client.post(`/super-admin/users/${last.userId}/logout?dryRun=true`, { reason });
    expect(answer.status).toBe(409);
  });

  test.each([
    ["demote", demote],
    ["lock", lock],
  ])("two who %s each other at once: one of them stays", async (_what, act) => {
    for (let round = 0; round < 5; round += 1) {
      await prisma().user.updateMany({ data: { status: "suspended" } });
      const [one, two] = [await as("SuperAdmin"), await as("SuperAdmin")];
      const answers = await Promise.all([act(one, two.userId), act(two, one.userId)]);
      // The one who is shut out first may no longer ask at all.
      expect([
        [200, 409],
        [200, 401],
      ]).toContainEqual(statuses(answers));
      expect(await active()).toBe(1);
    }
  });

  test("eight who demote each other in a ring: one stays", async () => {
    const ring = await Promise.all(Array.from({ length: 8 }, () => as("SuperAdmin")));
    await Promise.all(ring.map((who, index) => demote(who, ring[(index + 1) % 8]?.userId ?? "")));
    expect(await active()).toBeGreaterThanOrEqual(1);
  });
});
