import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { WEBHOOK_UPKEEP } from "./index.ts";
import type { Webhook } from "./schema.ts";
import { addDelivery, addWebhook, deliveriesOf, Receiver, runJobs, webhookRow } from "./testing.ts";

// decisions §5 webhooks and suspension, §9 Webhooks: acts on webhooks, from the API to the receiver.

let admin: SignedIn;
let receiver: Receiver;
let tenantId: string;
let webhookId: string;
let secret: string;

beforeAll(async () => {
  Object.assign(process.env, { WEBHOOK_ALLOW_PRIVATE: "true", JOB_RETRY_BASE_MS: "10" });
  resetEnv();
  admin = await as("SuperAdmin");
});
beforeEach(async () => {
  receiver = await new Receiver().start();
  tenantId = await createTenantRow();
  ({ webhookId, secret } = await addWebhook(tenantId, receiver.url));
});
afterEach(() => receiver.stop());

const tenantPath = () => `/super-admin/tenants/${tenantId}`;
const path = () => `${tenantPath()}/webhooks/${webhookId}`;
const setStatus = (isActive: boolean, query = "") =>
  admin.client.patch(`${tenantPath()}/status${query}`, { isActive, reason: "Compliance hold" });
const types = () => receiver.events(secret).map(({ type }) => type);
const shown = async () => (await admin.client.get<Webhook>(path())).response;

describe("decisions §5 suspension", () => {
  test("disables webhooks in the same commit, says so in the dry run, and activation makes them what they were", async () => {
    const off = await addWebhook(tenantId, receiver.url);
    await admin.client.put(`${tenantPath()}/webhooks/${off.webhookId}`, { isEnabled: false });
    expect((await setStatus(false, "?dryRun=true")).response).toMatchObject({ cascade: { webhooks: 1 } });
    expect(await shown()).toMatchObject({ isEnabled: true });
    await setStatus(false);
    expect(await shown()).toMatchObject({ isEnabled: false, disabledReason: "tenant" });
    expect((await setStatus(true, "?dryRun=true")).response).toMatchObject({ cascade: { webhooksRestored: 1 } });
    await setStatus(true);
    expect(await shown()).toMatchObject({ isEnabled: true, disabledReason: null });
    expect(await webhookRow(off.webhookId)).toMatchObject({ isEnabled: false, disabledBecause: "operator" });
  });

  test("the last that they hear is the suspension, the next its end; nothing between", async () => {
    await setStatus(false);
    await setStatus(false);
    await admin.client.put(tenantPath(), { name: "Renamed", timezone: "UTC", currency: "EUR" });
    expect((await admin.client.post(`${path()}/test`)).status).toBe(409);
    await runJobs();
    expect(types()).toEqual(["tenant.suspended"]);
    await setStatus(true);
    await setStatus(true);
    await runJobs();
    expect(types()).toEqual(["tenant.suspended", "tenant.activated"]);
    expect(receiver.events(secret)[0]?.data).toEqual(
      expect.objectContaining({ tenantId, status: "suspended", code: expect.any(String) }),
    );
    expect(JSON.stringify(receiver.received)).not.toContain("Compliance hold");
  });

  test("what was waiting is held and sent after the activation", async () => {
    await admin.client.post(`${path()}/test`);
    await setStatus(false);
    await runJobs();
    expect(types()).toEqual(["tenant.suspended"]);
    expect(await deliveriesOf(webhookId)).toMatchObject([{ status: "queued", attempts: 0 }, { status: "succeeded" }]);
    await setStatus(true);
    await runJobs();
    expect(types().toSorted()).toEqual(["tenant.activated", "tenant.suspended", "webhook.test"]);
  });

  test("a receiver that is gone at the suspension does not come back with the tenant", async () => {
    receiver.answering(410);
    await setStatus(false);
    await runJobs();
    await setStatus(true);
    expect(await shown()).toMatchObject({ isEnabled: false, disabledReason: "gone" });
  });

  test("a deletion is told and disables for good", async () => {
    await admin.client.del(`${tenantPath()}?confirm=true`);
    await runJobs();
    expect(types()).toEqual(["tenant.deleted"]);
    expect(await shown()).toMatchObject({ isEnabled: false, disabledReason: "tenant" });
    expect((await admin.client.put(path(), { isEnabled: true })).status).toBe(409);
  });

  test("16 at once of both: no deadlock, and the webhook ends as the tenant does", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 16 }, async (_, n) => {
        const answer = await (n % 2 ? setStatus(n % 4 === 1) : admin.client.put(path(), { description: `n${n}` }));
        return answer.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { isActive } = await read((db) => db.tenant.findUniqueOrThrow({ where: { id: tenantId } }));
    expect(await shown()).toMatchObject({ isEnabled: isActive });
  });
});

describe("decisions §9: events of the API's own acts", () => {
  test("a change of the tenant", async () => {
    await admin.client.put(tenantPath(), { name: "Acme Post", timezone: "Asia/Tokyo", currency: "JPY" });
    await runJobs();
    expect(receiver.events(secret)).toMatchObject([
      { type: "tenant.updated", data: { tenantId, name: "Acme Post", timezone: "Asia/Tokyo", currency: "JPY" } },
    ]);
  });

  test("changes of its users, by id and state alone", async () => {
    const { userId } = await createPerson("PoolAdmin", { tenantIds: [tenantId], name: "Ann Lee" });
    const reason = "Fraud inquiry";
    const user = `/super-admin/users/${userId}`;
    await admin.client.post(`${user}/logout`, { reason });
    await admin.client.patch(`${user}/lock`, { isLocked: true, reason });
    await admin.client.patch(`${user}/lock`, { isLocked: false, reason });
    await runJobs();
    const sent = receiver.events(secret);
    expect(sent.map(({ type, data }) => [type, data["userId"], data["status"]]).toSorted()).toEqual([
      ["user.locked", userId, "locked"],
      ["user.logged_out", userId, "active"],
      ["user.unlocked", userId, "active"],
    ]);
    expect(JSON.stringify(receiver.received)).not.toMatch(/Ann Lee|Fraud|@/);
  });

  test("a new user", async () => {
    const email = `${randomUUID()}@example.com`;
    await admin.client.post("/super-admin/users", { email, name: "Ann Lee", role: "PoolAdmin", tenantIds: [tenantId] });
    await runJobs();
    expect(receiver.events(secret)).toMatchObject([
      { type: "user.created", data: { tenantId, role: "PoolAdmin", status: "invited" } },
    ]);
  });
});

describe("upkeep", () => {
  test("a delivery whose job is no more ends as cancelled; one that waits does not", async () => {
    const old = new Date(Date.now() - 3_600_000);
    const lost = await addDelivery(webhookId, { status: "queued", createdOn: old });
    await setStatus(false);
    await runJobs();
    await setStatus(true);
    await admin.client.post(`${path()}/test`);
    await read((db) => db.webhookDelivery.updateMany({ where: { webhookId }, data: { createdOn: old } }));
    await runMaintenance(WEBHOOK_UPKEEP);
    const deliveries = await deliveriesOf(webhookId);
    expect(deliveries.find(({ id }) => id === lost)).toMatchObject({
      status: "cancelled",
      finishedOn: expect.any(Date),
    });
    expect(
      deliveries
        .filter(({ status }) => status === "queued")
        .map(({ eventType }) => eventType)
        .toSorted(),
    ).toEqual(["tenant.activated", "webhook.test"]);
  });

  test("deliveries are kept for 30 days after their end", async () => {
    const days = (n: number) => new Date(Date.now() - n * 86_400_000);
    const [recent, waiting] = [
      await addDelivery(webhookId, { finishedOn: days(29) }),
      await addDelivery(webhookId, { status: "queued" }),
    ];
    await addDelivery(webhookId, { finishedOn: days(31) });
    await runMaintenance(WEBHOOK_UPKEEP);
    expect((await deliveriesOf(webhookId)).map(({ id }) => id)).toEqual([recent, waiting]);
  });
});
