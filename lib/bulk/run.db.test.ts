import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { auditOf } from "../testing/rows.ts";
import { giveUp } from "./end.ts";
import type { BulkOperation } from "./schema.ts";
import { outcomesOf, runToEnd, show, start, suspended, tenantsOf, undisturbed } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

describe("issue 3, point 8: a run", () => {
  test("goes on where another one died, and does no row twice", async () => {
    const ids = await tenantsOf(5);
    const { response } = await start(admin, { operation: "suspendTenants", ids });
    const id = response.bulkOperationId;
    const dying = { ...undisturbed, signal: AbortSignal.abort() };
    await prisma().bulkItem.updateMany({ where: { bulkId: id, entityId: ids[0] ?? "" }, data: { outcome: "done" } });
    await runToEnd(id, { ...dying, checkpoint: () => Promise.reject(new Error("stopped")) }).catch(() => undefined);
    await Promise.all([runToEnd(id), runToEnd(id), runToEnd(id)]);
    expect(await show(admin, id)).toMatchObject({ status: "succeeded", progress: { total: 5, done: 5 } });
    const acted = (await auditOf(id))
      .filter(({ action }) => action === "TENANT_SUSPENDED")
      .map(({ entityId }) => entityId);
    expect(acted.sort()).toEqual(ids.slice(1).sort());
    expect((await auditOf(id)).filter(({ action }) => action === "BULK_OPERATION_FINISHED")).toHaveLength(1);
  });

  test("stops when its starter may no longer do it: rights are asked for at each row", async () => {
    const starter = await as("SuperAdmin");
    const ids = await tenantsOf(3);
    const { response } = await start(starter, { operation: "suspendTenants", ids });
    await prisma().user.update({ where: { id: starter.userId }, data: { status: "locked" } });
    await runToEnd(response.bulkOperationId);
    expect(await show(admin, response.bulkOperationId)).toMatchObject({
      status: "failed",
      stoppedBecause: "Who started it may no longer do this",
      progress: { total: 3, done: 0, failed: 0, skipped: 3 },
    });
    expect(await suspended(ids)).toEqual([]);
  });

  test.each([
    [
      "locked",
      "Who started it may no longer do this",
      ["PATCH", "/lock", { isLocked: true, reason: "Left the company" }],
    ],
    [
      "given a role without the right",
      "Who started it may no longer do this",
      ["PUT", "", { name: "Somebody", role: "Auditor", tenantIds: [] }],
    ],
    [
      "signed out everywhere",
      "Who started it has been signed out everywhere since",
      ["POST", "/logout", { reason: "Stolen laptop" }],
    ],
  ])(
    "stops at its next batch when its starter is %s; each row left says why",
    async (_what, why, [method = "", path = "", body]) => {
      const starter = await as("SuperAdmin");
      const ids = await tenantsOf(3);
      const { response } = await start(starter, { operation: "suspendTenants", ids });
      let looks = 0;
      // The first row is done before the second look; then the right goes, by REST, as it would while the job runs.
      await prisma().bulkItem.updateMany({
        where: { bulkId: response.bulkOperationId, entityId: ids[0] ?? "" },
        data: { outcome: "done" },
      });
      const checkpoint = async () => {
        looks += 1;
        if (looks === 1) {
          const call = await admin.client.call(String(method), `/super-admin/users/${starter.userId}${path}`, { body });
          expect(call.status).toBe(200);
        }
      };
      await runToEnd(response.bulkOperationId, { ...undisturbed, checkpoint });
      expect(await show(admin, response.bulkOperationId)).toMatchObject({
        status: "partially_failed",
        stoppedBecause: why,
        progress: { total: 3, done: 1, failed: 0, skipped: 2 },
      });
      const outcomes = await outcomesOf(admin, response.bulkOperationId);
      expect(Object.values(outcomes).filter(([outcome]) => outcome === "skipped")).toEqual([
        ["skipped", why],
        ["skipped", why],
      ]);
      expect(await suspended(ids)).toEqual([]);
    },
  );

  test("ends when its job has failed for good, and says so", async () => {
    const { response } = await start(admin, { operation: "suspendTenants", ids: await tenantsOf(2) });
    const bulkId = response.bulkOperationId;
    await transaction((tx) => giveUp(tx, bulkId));
    expect(await show(admin, bulkId)).toMatchObject({
      status: "failed",
      stoppedBecause: "Its job failed for good",
      progress: { skipped: 2 },
    });
  });

  test("cancelled: what is left is skipped for good, by its starter or a SuperAdmin, once", async () => {
    const ids = await tenantsOf(3);
    const { response } = await start(admin, { operation: "suspendTenants", ids });
    const path = `/super-admin/bulk-operations/${response.bulkOperationId}/cancel`;
    const { status, response: cancelled } = await admin.client.post<BulkOperation>(path, { reason: "Wrong filter" });
    expect([status, cancelled]).toMatchObject([200, { status: "cancelled", progress: { skipped: 3 } }]);
    await runToEnd(response.bulkOperationId);
    expect(await suspended(ids)).toEqual([]);
    expect((await admin.client.post(path, {})).status).toBe(409);
  });
});
