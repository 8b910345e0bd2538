import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { localJobs } from "../testing/jobs.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { auditOf } from "../testing/rows.ts";
import type { BulkOperation } from "./schema.ts";
import { carryOut, outcomesOf, reason, rehearse, select, show, start, suspended, tenantsOf } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const statusOf = async (id: string) => (await prisma().user.findUniqueOrThrow({ where: { id } })).status;

describe("issue 3 §8 bulk acts", () => {
  test("on checked rows: queued, run by the queue, each row by its own operation and with its own audit record", async () => {
    const ids = await tenantsOf(3);
    const { status, response } = await start(admin, { operation: "suspendTenants", ids }, "", "super-admin");
    expect([status, response]).toMatchObject([
      202,
      {
        operation: "suspendTenants",
        entityType: "tenant",
        status: "queued",
        reason,
        selected: 3,
        startedById: admin.userId,
      },
    ]);
    const { turn } = await localJobs();
    const ended = await until({ withinMs: 10_000, what: "the end" }, async () => {
      await turn();
      const bulk = await show(admin, response.bulkOperationId);
      return bulk.finishedOn !== null && bulk;
    });
    expect(ended).toMatchObject({ status: "succeeded", progress: { total: 3, done: 3, failed: 0, skipped: 0 } });
    expect(await suspended(ids)).toEqual(ids.toSorted());

    const trail = await auditOf(response.bulkOperationId);
    const rows = trail.filter(({ action }) => action === "TENANT_SUSPENDED");
    expect(rows.map(({ entityId }) => entityId).sort()).toEqual(ids.toSorted());
    for (const row of rows) {
      expect(row).toMatchObject({ actorId: admin.userId, actorRole: "SuperAdmin", reason, outcome: "success" });
    }
    expect(trail.at(-1)).toMatchObject({
      action: "BULK_OPERATION_FINISHED",
      entityId: response.bulkOperationId,
      actorId: admin.userId,
      after: { operation: "suspendTenants", status: "succeeded", done: 3 },
    });
  });

  test("a refusal is a row's own: the others go on, and the results say why", async () => {
    const [good, deleted] = [
      await createTenantRow(),
      await createTenantRow({ isActive: false, deletedOn: new Date() }),
    ];
    const bulk = await carryOut(admin, { operation: "suspendTenants", ids: [good, deleted] });
    expect(bulk).toMatchObject({ status: "partially_failed", progress: { total: 2, done: 1, failed: 1, skipped: 0 } });
    expect(await outcomesOf(admin, bulk.bulkOperationId)).toEqual({
      [good]: ["done", null],
      [deleted]: ["refused", "The tenant is deleted"],
    });
    const { response } = await admin.client.get<{ totalItems: number }>(
      `/admin/bulk-operations/${bulk.bulkOperationId}/results?outcome=refused`,
    );
    expect(response.totalItems).toBe(1);
  });

  test("the results are a file too, on record like every export", async () => {
    const ids = await tenantsOf(2);
    const bulk = await carryOut(admin, { operation: "suspendTenants", ids });
    const path = `/super-admin/bulk-operations/${bulk.bulkOperationId}/results/export?format=csv`;
    const answer = await admin.client.transport(admin.client.request("GET", path));
    const [head, ...lines] = (await answer.text()).trimEnd().split("\r\n");
    expect([answer.status, head]).toEqual([200, "entityId,label,outcome,code,message,finishedOn"]);
    expect(lines.map((line) => line.split(",")[0]).sort()).toEqual(ids.toSorted());
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "EXPORT_CREATED", after: { subject: "bulk-results", state: "started" } },
      { action: "EXPORT_CREATED", after: { state: "complete", rows: 2 } },
    ]);
  });

  test.each([
    ["lockUsers", "active", "locked", "USER_LOCKED"],
    ["unlockUsers", "locked", "active", "USER_UNLOCKED"],
    ["logoutUsers", "active", "active", "USER_FORCE_LOGOUT"],
  ] as const)("%s does to each user what the operation does to one", async (operation, before, after, action) => {
    const people = await Promise.all([
      createPerson("Auditor", { status: before }),
      createPerson("Support", { status: before }),
    ]);
    const bulk = await carryOut(admin, { operation, ids: people.map(({ userId }) => userId) });
    expect(bulk).toMatchObject({ status: "succeeded", entityType: "user" });
    expect(await Promise.all(people.map(({ userId }) => statusOf(userId)))).toEqual([after, after]);
    const rows = (await auditOf(bulk.bulkOperationId)).filter((row) => row.action === action);
    expect(rows).toHaveLength(2);
  });

  test("activateTenants lifts what suspendTenants did", async () => {
    const ids = await tenantsOf(2);
    await carryOut(admin, { operation: "suspendTenants", ids });
    await carryOut(admin, { operation: "activateTenants", ids });
    expect(await suspended(ids)).toEqual([]);
  });

  test("the list is newest first, filtered by status and operation", async () => {
    const bulk = await carryOut(admin, { operation: "activateTenants", ids: await tenantsOf(1) });
    const { response } = await admin.client.get<{ items: readonly BulkOperation[] }>(
      "/super-admin/bulk-operations?operation=activateTenants&status=succeeded",
    );
    expect(response.items[0]?.bulkOperationId).toBe(bulk.bulkOperationId);
    expect(new Set(response.items.map(({ operation }) => operation))).toEqual(new Set(["activateTenants"]));
  });

  test.each([
    [{ operation: "lockUsers" }, "ids"],
    [{ operation: "lockUsers", ids: [], reason }, "ids"],
    [{ operation: "lockUsers", ids: ["x"], reason }, "ids.0"],
    [{ operation: "lockUsers", ids: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"], selectionToken: "x" }, "ids"],
    [{ operation: "lockUsers", ids: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"], reason: "no" }, "reason"],
    [{ operation: "deleteTenants", ids: ["01930d5e-7a10-7c3e-9b1f-3f2a64d0c001"] }, "operation"],
  ])("%j is 400 on %s", async (body, field) => {
    const { status, errors } = await start(admin, body);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("decisions §4: the same Idempotency-Key starts one", async () => {
    const body = { operation: "suspendTenants", ids: await tenantsOf(1), reason };
    const key = { "idempotency-key": `bulk-${body.ids[0]}` };
    const [one, two] = [
      await admin.client.post("/super-admin/bulk-operations", body, key),
      await admin.client.post("/super-admin/bulk-operations", body, key),
    ];
    expect([two.status, two.response]).toEqual([202, one.response]);
  });
});

describe("issue 3 §8 a filter, never “all”", () => {
  const prefix = `bulk-${Date.now()}`;
  const people = (count: number, at = new Date()) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const { userId } = await createPerson("Auditor");
        const email = `${prefix}-${index}-${userId}@example.com`;
        await prisma().user.update({ where: { id: userId }, data: { email, createdOn: at } });
        return userId;
      }),
    );

  test("rows that come after the selection are left alone, and a count that differs is said", async () => {
    const before = await people(3);
    const { response, status } = await select(admin, "lockUsers", { email: prefix });
    expect([status, response]).toMatchObject([200, { count: 3, exact: true }]);
    const after = await people(2, new Date(Date.now() + 1000));
    await prisma().user.update({ where: { id: before[0] ?? "" }, data: { email: `gone-${before[0]}@example.com` } });
    const bulk = await carryOut(admin, { operation: "lockUsers", selectionToken: response.selectionToken });
    expect(bulk).toMatchObject({
      status: "succeeded",
      selected: 3,
      filter: { email: prefix },
      progress: { total: 2, done: 2 },
    });
    expect(await Promise.all([...before, ...after].map(statusOf))).toEqual([
      "active",
      "locked",
      "locked",
      "active",
      "active",
    ]);
  });

  test("no filter is 400, and so is one that the list does not take", async () => {
    const empty = await select(admin, "lockUsers", {});
    expect([empty.status, Object.keys(empty.errors)]).toEqual([400, ["filter"]]);
    const wrong = await select(admin, "suspendTenants", { colour: "red", plan: "platinum", page: "2" });
    expect([wrong.status, Object.keys(wrong.errors).sort()]).toEqual([
      400,
      ["filter.colour", "filter.page", "filter.plan"],
    ]);
  });

  test("a selection that nothing matches any more is 400", async () => {
    const { response } = await select(admin, "lockUsers", { email: "nobody-at-all" });
    const { status, errors } = await start(admin, { operation: "lockUsers", selectionToken: response.selectionToken });
    expect([status, errors]).toEqual([400, { selectionToken: "Nothing matches any more" }]);
  });

  test("a token is good for its owner, its operation and its hour, and for nothing that was changed in it", async () => {
    const { response } = await select(admin, "lockUsers", { email: prefix });
    const token = response.selectionToken;
    const refused = async (who: SignedIn, operation: string, selectionToken: string) =>
      (await start(who, { operation, selectionToken })).errors;
    expect(await refused(await as("SuperAdmin"), "lockUsers", token)).toEqual({
      selectionToken: "Is not a selection of yours",
    });
    expect(await refused(admin, "logoutUsers", token)).toEqual({ selectionToken: "Was made for lockUsers" });
    const [body = "", mac = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, filter: { status: "active" } })).toString("base64url");
    expect(await refused(admin, "lockUsers", `${forged}.${mac}`)).toEqual({
      selectionToken: "Is not a selection of yours",
    });
    expect(await refused(admin, "lockUsers", "nonsense")).toEqual({ selectionToken: "Is not a selection of yours" });
  });
});

describe("issue 3 §8 dry run first", () => {
  test("says what would happen, what would be refused and why, and changes nothing", async () => {
    await prisma().user.updateMany({
      where: { role: { name: "SuperAdmin" }, id: { not: admin.userId } },
      data: { status: "locked" },
    });
    const other = await createPerson("Auditor");
    const ids = [admin.userId, other.userId];
    const known = await prisma().bulkOperation.count();
    const { status, response } = await rehearse(admin, { operation: "logoutUsers", ids });
    expect([status, response]).toMatchObject([
      200,
      {
        dryRun: true,
        cascade: { rows: 2 },
        audit: [{ action: "BULK_OPERATION_STARTED" }],
        preview: {
          total: 2,
          selected: 2,
          rehearsed: 2,
          effects: { rows: 1, sessions: 0 },
          refusals: [{ code: "CONFLICT", message: "This is the last active SuperAdmin", count: 1 }],
          auditActions: { USER_FORCE_LOGOUT: 1 },
        },
      },
    ]);
    expect(response.preview.sample[0]).toMatchObject({
      entityId: admin.userId,
      label: admin.email,
      outcome: "refused",
    });
    expect((await admin.client.get("/auth/me")).status).toBe(200);
    expect(await prisma().bulkOperation.count()).toBe(known);

    const bulk = await carryOut(admin, { operation: "logoutUsers", ids });
    expect(bulk.progress).toEqual({ total: 2, done: 1, failed: 1, skipped: 0 });
  });

  test("two who together are the last: the second is refused, in the dry run as in earnest", async () => {
    const second = await createPerson("SuperAdmin");
    const ids = [second.userId, admin.userId];
    const { response } = await rehearse(admin, { operation: "lockUsers", ids });
    expect(response.preview).toMatchObject({
      effects: { rows: 1 },
      refusals: [{ message: "You cannot lock yourself", count: 1 }],
    });
  });

  test("tries at most 200 rows and says so", async () => {
    const ids = await tenantsOf(205);
    const { response } = await rehearse(admin, { operation: "suspendTenants", ids });
    const { rehearsed } = response.preview;
    expect(rehearsed).toBeGreaterThan(0);
    expect(rehearsed).toBeLessThanOrEqual(200);
    expect(response).toMatchObject({ cascade: { rows: 205 }, preview: { total: 205, effects: { rows: rehearsed } } });
    expect(await suspended(ids)).toEqual([]);
  });
});
