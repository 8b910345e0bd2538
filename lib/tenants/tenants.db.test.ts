import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { AppError } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import { dryRun, perform } from "../operation/perform.ts";
import { callerOf } from "../testing/caller.ts";
import { createTenant, getTenant, setTenantStatus, updateTenant } from "./operations.ts";
import { auditOf, tenantInput } from "./testing.ts";

const admin = callerOf("SuperAdmin");
const create = async (change: object = {}) => (await perform(createTenant, admin, { body: tenantInput(change) })).data;
const find = (tenantId: string) => read((db) => db.tenant.findUnique({ where: { id: tenantId } }));
const outcomeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
  );

describe("SRS §6.1 create", () => {
  test("answers 201 with the tenant and audits it in one commit", async () => {
    const body = tenantInput({ segment: "smb", plan: "free" });
    const reply = await perform(createTenant, admin, { body });
    expect(reply).toMatchObject({ status: 201, message: "Tenant created", version: 1 });
    expect(reply.data).toMatchObject({
      ...body,
      isActive: true,
      status: "active",
      statusReason: null,
      userCount: 0,
      deletedOn: null,
    });
    expect(reply.data.createdOn).toBe(reply.data.updatedOn);
    expect(await auditOf(reply.data.tenantId)).toMatchObject([
      {
        action: "TENANT_CREATED",
        outcome: "success",
        actorId: admin.actor.id,
        entityType: "tenant",
        tenantId: reply.data.tenantId,
        before: null,
        after: reply.data,
      },
    ]);
  });

  test("with isActive false makes a suspended tenant", async () => {
    expect(await create({ isActive: false })).toMatchObject({ isActive: false, status: "suspended" });
  });

  test("decisions §4: a taken code is 409 on code, and leaves nothing", async () => {
    const { code } = await create();
    const thrown: unknown = await perform(createTenant, admin, { body: tenantInput({ code }) }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({
      code: "CONFLICT",
      status: 409,
      detail: { fields: { code: expect.stringContaining(code) } },
    });
    expect(await read((db) => db.tenant.count({ where: { code } }))).toBe(1);
  });

  test("every bad and unknown field is named", async () => {
    const thrown: unknown = await perform(createTenant, admin, {
      body: { ...tenantInput(), code: "x", timezone: "+01:00", extra: 1 } as never,
    }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: "VALIDATION",
      detail: { fields: { code: expect.any(String), timezone: expect.any(String), extra: "Unknown field" } },
    });
  });

  test("64 at once with one code: one tenant, 63 conflicts", async () => {
    const body = tenantInput();
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () => outcomeOf(perform(createTenant, admin, { body }))),
    );
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "CONFLICT")).toHaveLength(63);
  });

  test("SRS §13: 64 at once with one Idempotency-Key make one tenant, and a later one gets the same answer", async () => {
    const body = tenantInput();
    const idempotencyKey = randomUUID();
    const attempt = () => perform(createTenant, admin, { body }, { idempotencyKey });
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => outcomeOf(attempt())));
    expect(outcomes).toContain("done");
    expect(new Set(outcomes).difference(new Set(["done", "CONFLICT"]))).toEqual(new Set());
    const replayed = await attempt();
    expect(replayed.data.code).toBe(body.code);
    expect(await read((db) => db.tenant.count({ where: { code: body.code } }))).toBe(1);
    expect(await auditOf(replayed.data.tenantId)).toHaveLength(1);
  });

  test("a dry run tells what would happen and changes nothing", async () => {
    const body = tenantInput();
    const { data } = await dryRun(createTenant, admin, { body });
    expect(data).toMatchObject({
      dryRun: true,
      before: null,
      after: { code: body.code },
      audit: [{ action: "TENANT_CREATED" }],
    });
    expect(await read((db) => db.tenant.count({ where: { code: body.code } }))).toBe(0);
  });

  test.each(["PoolAdmin", "Auditor", "Support", "ROLE_EXECUTIVE_CEO"] as const)(
    "SRS §3: %s is refused, on the record",
    async (role) => {
      const caller = callerOf(role);
      expect(await outcomeOf(perform(createTenant, caller, { body: tenantInput() }))).toBe("FORBIDDEN");
      expect(await auditOf(caller.actor.id ?? "")).toMatchObject([{ action: "ACCESS_DENIED", outcome: "denied" }]);
    },
  );
});

describe("SRS §6.3 detail", () => {
  test("shows the tenant with its version", async () => {
    const tenant = await create();
    expect(await perform(getTenant, callerOf("Auditor"), { path: { tenantId: tenant.tenantId } })).toMatchObject({
      status: 200,
      data: tenant,
      version: 1,
    });
  });
  test("is 404 for an unknown and for a malformed id", async () => {
    expect(await outcomeOf(perform(getTenant, admin, { path: { tenantId: randomUUID() } }))).toBe("NOT_FOUND");
    expect(await outcomeOf(perform(getTenant, admin, { path: { tenantId: "1 OR 1=1" } }))).toBe("NOT_FOUND");
  });
  test("decisions §3: a tenant outside the scope is 404, never 403", async () => {
    const { tenantId } = await create();
    expect(await outcomeOf(perform(getTenant, callerOf("PoolAdmin", [randomUUID()]), { path: { tenantId } }))).toBe(
      "NOT_FOUND",
    );
    expect(await outcomeOf(perform(getTenant, callerOf("PoolAdmin", [tenantId]), { path: { tenantId } }))).toBe("done");
  });
});

describe("SRS §6.4 update", () => {
  const change = { name: "Acme Post", timezone: "Europe/Paris", currency: "EUR" };

  test("answers the resource as GET shows it and audits before and after", async () => {
    const before = await create({ segment: "smb", plan: "free" });
    const path = { tenantId: before.tenantId };
    const reply = await perform(updateTenant, admin, { path, body: { ...change, code: before.code, plan: null } });
    expect(reply).toMatchObject({
      status: 200,
      version: 2,
      data: { ...change, code: before.code, segment: "smb", plan: null, rescheduledJobs: 0 },
    });
    const { data: shown } = await perform(getTenant, admin, { path });
    expect(reply.data).toEqual({ ...shown, rescheduledJobs: 0 });
    expect((await auditOf(before.tenantId))[1]).toMatchObject({ action: "TENANT_UPDATED", before, after: shown });
    expect(new Date(shown.updatedOn).getTime()).toBeGreaterThan(new Date(before.updatedOn).getTime());
  });

  test("a different code is 400 on code", async () => {
    const { tenantId } = await create();
    for (const code of ["OTHER-1", "x", ""]) {
      const thrown: unknown = await perform(updateTenant, admin, {
        path: { tenantId },
        body: { ...change, code },
      }).catch((error: unknown) => error);
      expect(thrown).toMatchObject({
        code: "VALIDATION",
        detail: { fields: { code: expect.stringContaining("immutable") } },
      });
    }
    expect(await find(tenantId)).toMatchObject({ name: "Acme Mail", version: 1 });
  });

  test("is the full model: a missing field is 400", async () => {
    const { tenantId } = await create();
    const thrown: unknown = await perform(updateTenant, admin, {
      path: { tenantId },
      body: { name: "Only" } as never,
    }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ detail: { fields: { timezone: "Required", currency: "Required" } } });
  });

  test("decisions §4: a stale If-Match is 412 and changes nothing; a fresh one goes through", async () => {
    const { tenantId } = await create();
    const update = (ifMatch: number[] | null) =>
      perform(updateTenant, admin, { path: { tenantId }, body: change }, { ifMatch });
    expect((await update([1])).version).toBe(2);
    expect(await outcomeOf(update([1]))).toBe("PRECONDITION_FAILED");
    expect(await outcomeOf(update([-1]))).toBe("PRECONDITION_FAILED");
    expect((await update([1, 2])).version).toBe(3);
    expect((await update(null)).version).toBe(4);
    expect(await auditOf(tenantId)).toHaveLength(4);
  });

  test("16 at once with one If-Match: one wins", async () => {
    const { tenantId } = await create();
    const attempts = Array.from({ length: 16 }, () =>
      outcomeOf(perform(updateTenant, admin, { path: { tenantId }, body: change }, { ifMatch: [1] })),
    );
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "PRECONDITION_FAILED")).toHaveLength(15);
  });

  test("a dry run shows both states and changes nothing", async () => {
    const { tenantId } = await create();
    const { data } = await dryRun(updateTenant, admin, { path: { tenantId }, body: change });
    expect(data).toMatchObject({ before: { name: "Acme Mail" }, after: change, cascade: { rescheduledJobs: 0 } });
    expect(await find(tenantId)).toMatchObject({ name: "Acme Mail", version: 1 });
    expect(await auditOf(tenantId)).toHaveLength(1);
  });

  test("an unknown tenant is 404; a wrong role is 403", async () => {
    expect(await outcomeOf(perform(updateTenant, admin, { path: { tenantId: randomUUID() }, body: change }))).toBe(
      "NOT_FOUND",
    );
    const { tenantId } = await create();
    expect(
      await outcomeOf(perform(updateTenant, callerOf("PoolAdmin", [tenantId]), { path: { tenantId }, body: change })),
    ).toBe("FORBIDDEN");
    expect(
      await outcomeOf(
        perform(setTenantStatus, callerOf("Support"), {
          path: { tenantId },
          body: { isActive: false, reason: "because" },
        }),
      ),
    ).toBe("FORBIDDEN");
  });
});
