import { beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { carryOut, outcomesOf, rehearse, select, start, tenantsOf } from "./testing.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

describe("decisions §3 the lower roles", () => {
  test("a PoolAdmin selects, locks and reads within the assigned tenants alone", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const pool = await as("PoolAdmin", { tenantIds: [own] });
    const [mine, theirs] = [
      await createPerson("PoolAdmin", { tenantIds: [own] }),
      await createPerson("PoolAdmin", { tenantIds: [foreign] }),
    ];
    const { response } = await select(pool, "lockUsers", { status: "active" });
    expect(response.count).toBe(2); // the PoolAdmin and their colleague
    const bulk = await carryOut(pool, { operation: "lockUsers", ids: [mine.userId, theirs.userId] });
    expect(await outcomesOf(pool, bulk.bulkOperationId)).toEqual({
      [mine.userId]: ["done", null],
      [theirs.userId]: ["refused", "Not found"],
    });
    const { response: results } = await pool.client.get<{
      items: readonly { entityId: string; label: string | null }[];
    }>(`/admin/bulk-operations/${bulk.bulkOperationId}/results`);
    expect(results.items.find(({ entityId }) => entityId === theirs.userId)).toMatchObject({ label: null });
    expect((await select(pool, "suspendTenants", { plan: "free" })).status).toBe(403);
    expect((await start(pool, { operation: "suspendTenants", ids: [own] })).status).toBe(403);
  });

  test("others' bulk operations are 404, except to who reads everything", async () => {
    const bulk = await carryOut(admin, { operation: "activateTenants", ids: await tenantsOf(1) });
    const path = `/admin/bulk-operations/${bulk.bulkOperationId}`;
    const [support, auditor] = [await as("Support"), await as("Auditor")];
    expect((await support.client.get(path)).status).toBe(404);
    expect((await support.client.get(`${path}/results`)).status).toBe(404);
    expect((await support.client.post(`${path}/cancel`, {})).status).toBe(404);
    expect((await auditor.client.get(path)).status).toBe(200);
    const { response } = await support.client.get<{ totalItems: number }>("/admin/bulk-operations");
    expect(response.totalItems).toBe(0);
  });

  test("Support unlocks many, and may not start a lock", async () => {
    const support = await as("Support");
    const { userId } = await createPerson("Auditor", { status: "locked" });
    expect((await carryOut(support, { operation: "unlockUsers", ids: [userId] })).status).toBe("succeeded");
    expect((await rehearse(support, { operation: "lockUsers", ids: [userId] })).status).toBe(403);
    expect((await select(support, "lockUsers", { status: "active" })).status).toBe(403);
  });
});
