import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { read, transaction } from "../db/transaction.ts";
import { enqueue, job } from "../jobs/index.ts";
import { dryRun, perform } from "../operation/perform.ts";
import { callerOf } from "../testing/caller.ts";
import { createTenant, deleteTenant, getTenant, listTenants, setTenantStatus, updateTenant } from "./operations.ts";
import { auditOf, memberOf, tenantInput } from "./testing.ts";

const admin = callerOf("SuperAdmin");
const report = job({
  kind: "test.report",
  payload: z.strictObject({}),
  halts: "with-tenant",
  run: async () => undefined,
});

const create = async (change: object = {}) => (await perform(createTenant, admin, { body: tenantInput(change) })).data;
const setStatus = (tenantId: string, isActive: boolean, reason = "Compliance hold") =>
  perform(setTenantStatus, admin, { path: { tenantId }, body: { isActive, reason } });
const remove = (tenantId: string, body?: { reason: string }) =>
  perform(deleteTenant, admin, { path: { tenantId }, query: { confirm: "true" }, ...(body && { body }) });
const sessionOf = (id: string) => read((db) => db.session.findUniqueOrThrow({ where: { id } }));
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );

describe("SRS §6.5 suspend and activate", () => {
  test("suspension says why, bumps the version and is audited with its reason", async () => {
    const before = await create();
    const reply = await setStatus(before.tenantId, false);
    expect(reply).toMatchObject({
      status: 200,
      version: 2,
      data: { isActive: false, status: "suspended", statusReason: "Compliance hold" },
    });
    expect((await auditOf(before.tenantId))[1]).toMatchObject({
      action: "TENANT_SUSPENDED",
      outcome: "success",
      reason: "Compliance hold",
      tenantId: before.tenantId,
      before,
      after: reply.data,
    });
  });

  test("a second suspension is 200 and refreshes the reason; activation clears it and keeps its own in the audit log", async () => {
    const { tenantId } = await create();
    await setStatus(tenantId, false);
    expect((await setStatus(tenantId, false, "Fraud inquiry")).data).toMatchObject({
      status: "suspended",
      statusReason: "Fraud inquiry",
    });
    expect((await setStatus(tenantId, true, "Cleared")).data).toMatchObject({
      isActive: true,
      status: "active",
      statusReason: null,
    });
    expect((await setStatus(tenantId, true, "Cleared twice")).data).toMatchObject({ isActive: true, status: "active" });
    const trail = (await auditOf(tenantId)).map(({ action, reason }) => [action, reason]);
    expect(trail.slice(1)).toEqual([
      ["TENANT_SUSPENDED", "Compliance hold"],
      ["TENANT_SUSPENDED", "Fraud inquiry"],
      ["TENANT_ACTIVATED", "Cleared"],
      ["TENANT_ACTIVATED", "Cleared twice"],
    ]);
  });

  test.each([
    { isActive: false },
    { isActive: false, reason: "no" },
    { reason: "Because" },
    { isActive: "false", reason: "Because" },
    { isActive: false, reason: "x".repeat(501) },
  ])("refuses %j", async (body) => {
    const { tenantId } = await create();
    expect(await codeOf(perform(setTenantStatus, admin, { path: { tenantId }, body: body as never }))).toBe(
      "VALIDATION",
    );
  });

  test("ends all members' open sessions, and with them their refresh tokens, in the same commit", async () => {
    const { tenantId } = await create();
    const { tenantId: elsewhere } = await create();
    const [one, two, foreign, superAdmin] = await Promise.all([
      memberOf([tenantId]),
      memberOf([tenantId, elsewhere]),
      memberOf([elsewhere]),
      memberOf([tenantId], "SuperAdmin"),
    ]);
    const { data: rehearsed } = await dryRun(setTenantStatus, admin, {
      path: { tenantId },
      body: { isActive: false, reason: "Compliance hold" },
    });
    expect(rehearsed.cascade).toEqual({ users: 2, sessions: 2, refreshTokens: 2, jobsHeld: 0, webhooks: 0 });
    expect(await sessionOf(one.sessionId)).toMatchObject({ revokedOn: null });

    await setStatus(tenantId, false);
    expect(await sessionOf(one.sessionId)).toMatchObject({
      revokedOn: expect.any(Date),
      revokeReason: "tenant-suspended",
    });
    expect(await sessionOf(two.sessionId)).toMatchObject({ revokedOn: expect.any(Date) });
    expect(await sessionOf(foreign.sessionId)).toMatchObject({ revokedOn: null });
    expect(await sessionOf(superAdmin.sessionId)).toMatchObject({ revokedOn: null });
  });

  test("16 at once of two tenants with the same members: none waits for ever", async () => {
    const [a, b] = [await create(), await create()];
    await Promise.all(Array.from({ length: 20 }, () => memberOf([a.tenantId, b.tenantId])));
    const attempts = Array.from({ length: 16 }, (_, index) =>
      codeOf(setStatus(index % 2 === 0 ? a.tenantId : b.tenantId, false)),
    );
    expect(new Set(await Promise.all(attempts))).toEqual(new Set(["done"]));
  });

  test("a stale If-Match is 412, an unknown tenant 404", async () => {
    const { tenantId } = await create();
    const body = { isActive: false, reason: "Compliance hold" };
    expect(await codeOf(perform(setTenantStatus, admin, { path: { tenantId }, body }, { ifMatch: [7] }))).toBe(
      "PRECONDITION_FAILED",
    );
    expect(await codeOf(setStatus(randomUUID(), false))).toBe("NOT_FOUND");
  });
});

describe("SRS §6.4, decisions §5 timezone change", () => {
  const jobAt = (tenantId: string, localTime?: string) =>
    transaction((tx) => enqueue(tx, report, {}, { tenantId, ...(localTime !== undefined && { localTime }) }));
  const runAt = async (id: string | null) =>
    (await read((db) => db.job.findUniqueOrThrow({ where: { id: id ?? "" } }))).runAt;
  const clockIn = (timeZone: string, at: Date) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);

  test("moves waiting jobs with a local time to its next occurrence there, and says how many", async () => {
    const { tenantId } = await create({ timezone: "Europe/Paris" });
    const [morning, night, plain, finished] = [
      await jobAt(tenantId, "07:30"),
      await jobAt(tenantId, "23:59"),
      await jobAt(tenantId),
      await jobAt(tenantId, "07:30"),
    ];
    await read((db) => db.job.update({ where: { id: finished ?? "" }, data: { status: "succeeded" } }));
    expect(clockIn("Europe/Paris", await runAt(morning))).toBe("07:30");
    const untouched = [await runAt(plain), await runAt(finished)];

    const body = { name: "Acme Mail", timezone: "Asia/Tokyo", currency: "JPY" };
    const { data: rehearsed } = await dryRun(updateTenant, admin, { path: { tenantId }, body });
    expect(rehearsed.cascade).toEqual({ rescheduledJobs: 2 });
    const { data } = await perform(updateTenant, admin, { path: { tenantId }, body });
    expect(data.rescheduledJobs).toBe(2);
    for (const [id, time] of [
      [morning, "07:30"],
      [night, "23:59"],
    ] as const) {
      const due = await runAt(id);
      expect(clockIn("Asia/Tokyo", due)).toBe(time);
      expect(due.getTime()).toBeGreaterThan(Date.now());
      expect(due.getTime()).toBeLessThanOrEqual(Date.now() + 86_400_000);
    }
    expect([await runAt(plain), await runAt(finished)]).toEqual(untouched);
    expect((await perform(updateTenant, admin, { path: { tenantId }, body })).data.rescheduledJobs).toBe(0);
  });
});

describe("SRS §6.6 delete", () => {
  test.each([{}, { confirm: "false" }, { confirm: "TRUE" }, { confirm: "" }, { confirm: "1" }])(
    "without confirm=true it is 400 on confirm: %j",
    async (query) => {
      const { tenantId } = await create();
      const thrown: unknown = await perform(deleteTenant, admin, { path: { tenantId }, query: query as never }).catch(
        (error: unknown) => error,
      );
      expect(thrown).toMatchObject({
        code: "VALIDATION",
        detail: { fields: { confirm: expect.stringContaining("true") } },
      });
      expect((await perform(getTenant, admin, { path: { tenantId } })).data.status).toBe("active");
    },
  );

  test("keeps the row and the code, shuts the members out and is audited", async () => {
    const before = await create();
    const { tenantId, code } = before;
    const { sessionId } = await memberOf([tenantId]);
    const reply = await remove(tenantId, { reason: "Contract ended" });
    expect(reply.data).toEqual({ tenantId, code, status: "deleted", deletedOn: expect.any(String) });
    const { data: shown } = await perform(getTenant, admin, { path: { tenantId } });
    expect(shown).toMatchObject({
      status: "deleted",
      isActive: false,
      statusReason: "Contract ended",
      deletedOn: reply.data.deletedOn,
    });
    expect(await sessionOf(sessionId)).toMatchObject({ revokedOn: expect.any(Date) });
    expect((await auditOf(tenantId))[1]).toMatchObject({
      action: "TENANT_DELETED",
      reason: "Contract ended",
      after: shown,
    });
    expect(await codeOf(perform(createTenant, admin, { body: tenantInput({ code }) }))).toBe("CONFLICT");
  });

  test("leaves the lists, except status=deleted", async () => {
    const { tenantId, code } = await create();
    await remove(tenantId);
    const listed = async (query: object) =>
      (await perform(listTenants, admin, { query: { search: code, ...query } })).data.items.map(
        (item) => item.tenantId,
      );
    expect(await listed({})).toEqual([]);
    expect(await listed({ isActive: "false" })).toEqual([]);
    expect(await listed({ status: "suspended" })).toEqual([]);
    expect(await listed({ status: "deleted" })).toEqual([tenantId]);
  });

  test("every write on a deleted tenant is 409", async () => {
    const { tenantId } = await create();
    await remove(tenantId);
    expect(await codeOf(remove(tenantId))).toBe("CONFLICT");
    expect(await codeOf(setStatus(tenantId, true))).toBe("CONFLICT");
    expect(
      await codeOf(
        perform(updateTenant, admin, { path: { tenantId }, body: { name: "Acme", timezone: "UTC", currency: "USD" } }),
      ),
    ).toBe("CONFLICT");
    expect(await auditOf(tenantId)).toHaveLength(2);
  });

  test("16 at once: one deletes, the others conflict; an unknown tenant is 404", async () => {
    const { tenantId } = await create();
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => codeOf(remove(tenantId))));
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "CONFLICT")).toHaveLength(15);
    expect(await codeOf(remove(randomUUID()))).toBe("NOT_FOUND");
  });

  test("a dry run deletes nothing; a wrong role is 403", async () => {
    const { tenantId } = await create();
    await memberOf([tenantId]);
    const { data } = await dryRun(deleteTenant, admin, { path: { tenantId }, query: { confirm: "true" } });
    expect(data).toMatchObject({ after: { status: "deleted" }, cascade: { users: 1, sessions: 1, refreshTokens: 1 } });
    expect((await perform(getTenant, admin, { path: { tenantId } })).data.status).toBe("active");
    expect(
      await codeOf(
        perform(deleteTenant, callerOf("PoolAdmin", [tenantId]), { path: { tenantId }, query: { confirm: "true" } }),
      ),
    ).toBe("FORBIDDEN");
  });
});
