import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { WEBHOOK_UPKEEP } from "./index.ts";
import type { Delivery, Webhook } from "./schema.ts";
import { addDelivery, addWebhook, deliveriesOf, ended, Receiver, runJobs, verified, webhookRow } from "./testing.ts";

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
const rowsOf = ({ headers }: Pick<Answer, "headers">) => auditOf(headers.get("x-request-id"));
const setStatus = (isActive: boolean, query = "") =>
  admin.client.patch(`${tenantPath()}/status${query}`, { isActive, reason: "Compliance hold" });
const types = () => receiver.events(secret).map(({ type }) => type);
const shown = async () => (await admin.client.get<Webhook>(path())).response;

describe("POST …/test", () => {
  test("goes through the same queue to the receiver, whatever the webhook listens to", async () => {
    await read((db) => db.webhook.update({ where: { id: webhookId }, data: { events: ["tenant.updated"] } }));
    const answer = await admin.client.post(`${path()}/test`);
    expect([answer.status, answer.response]).toEqual([
      202,
      { deliveryId: expect.any(String), eventId: expect.any(String), eventType: "webhook.test", status: "queued" },
    ]);
    await runJobs();
    expect(receiver.events(secret)).toMatchObject([{ type: "webhook.test", data: { tenantId, webhookId } }]);
    expect(await rowsOf(answer)).toMatchObject([{ action: "WEBHOOK_TESTED", entityId: webhookId, tenantId }]);
    expect(await shown()).toMatchObject({ lastDelivery: { status: "succeeded", eventType: "webhook.test" } });
  });

  test("with the same retries", async () => {
    receiver.answering(500, 200);
    await admin.client.post(`${path()}/test`);
    await ended(webhookId);
    expect(await deliveriesOf(webhookId)).toMatchObject([{ status: "succeeded", attempts: 2 }]);
  });

  test("of a disabled webhook it is 409", async () => {
    await admin.client.put(path(), { isEnabled: false });
    const { status, errors } = await admin.client.post(`${path()}/test`);
    expect([status, Object.keys(errors)]).toEqual([409, ["isEnabled"]]);
    expect(await deliveriesOf(webhookId)).toEqual([]);
  });

  test("a replay by Idempotency-Key queues no second test; a dry run queues none", async () => {
    const key = { "idempotency-key": randomUUID() };
    const first = await admin.client.post(`${path()}/test`, {}, key);
    expect((await admin.client.post(`${path()}/test`, {}, key)).body).toEqual(first.body);
    expect((await admin.client.post(`${path()}/test?dryRun=true`)).response).toMatchObject({
      cascade: { deliveries: 1 },
    });
    await runJobs();
    expect(receiver.received).toHaveLength(1);
  });
});

describe("POST …/rotate-secret", () => {
  const rotate = (body?: object) =>
    admin.client.post<{ secret: string; previousSecretEndsOn: string | null }>(`${path()}/rotate-secret`, body);

  test("a new secret once; during the overlap both sign", async () => {
    const answer = await rotate();
    expect(answer.status).toBe(200);
    expect(answer.response.secret).toMatch(/^whsec_/);
    expect(answer.response.secret).not.toBe(secret);
    const hours = (Date.parse(answer.response.previousSecretEndsOn ?? "") - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    await admin.client.post(`${path()}/test`);
    await runJobs();
    const [got] = receiver.received;
    expect(String(got?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
    for (const valid of [secret, answer.response.secret]) {
      expect(verified(valid, got?.body ?? "", got?.headers ?? {})).toMatchObject({ type: "webhook.test" });
    }
    expect(await shown()).toMatchObject({ previousSecretEndsOn: answer.response.previousSecretEndsOn });
    const rows = await rowsOf(answer);
    expect(rows).toMatchObject([
      { action: "WEBHOOK_UPDATED", before: { previousSecretEndsOn: null }, after: { rotatedOn: expect.any(String) } },
    ]);
    expect(inspect([rows, await webhookRow(webhookId)], { depth: 9 })).not.toContain(answer.response.secret.slice(6));
  });

  test("without an overlap the old one ends at once", async () => {
    const { response } = await rotate({ overlapHours: 0 });
    expect(response.previousSecretEndsOn).toBeNull();
    await admin.client.post(`${path()}/test`);
    await runJobs();
    const [got] = receiver.received;
    expect(verified(response.secret, got?.body ?? "", got?.headers ?? {})).toMatchObject({ type: "webhook.test" });
    expect(() => verified(secret, got?.body ?? "", got?.headers ?? {})).toThrow();
  });

  test("after the overlap the old one neither signs nor is kept", async () => {
    const { response } = await rotate();
    await read((db) =>
      db.webhook.update({ where: { id: webhookId }, data: { previousSecretEndsOn: new Date(Date.now() - 1000) } }),
    );
    await admin.client.post(`${path()}/test`);
    await runJobs();
    expect(String(receiver.received[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
    expect(receiver.events(response.secret)).toHaveLength(1);
    expect(await shown()).toMatchObject({ previousSecretEndsOn: null });
    await runMaintenance(WEBHOOK_UPKEEP);
    expect(await webhookRow(webhookId)).toMatchObject({ previousSecret: null });
  });

  test.each([-1, 169, 1.5, "24", null])("refuses an overlap of %j hours", async (overlapHours) => {
    const { status, errors } = await rotate({ overlapHours });
    expect([status, Object.keys(errors)]).toEqual([400, ["overlapHours"]]);
  });
});

describe("GET …/deliveries and redelivery", () => {
  const list = async (query = "") =>
    (await admin.client.get<{ items: Delivery[]; totalItems: number }>(`${path()}/deliveries${query}`)).response;
  const again = (deliveryId: string) => admin.client.post(`${path()}/deliveries/${deliveryId}/redeliver`);

  test("newest first, filtered by status, paged", async () => {
    const [failed, succeeded] = [await addDelivery(webhookId, { status: "failed" }), await addDelivery(webhookId)];
    expect((await list()).items.map(({ deliveryId }) => deliveryId)).toEqual([succeeded, failed]);
    expect((await list("?sort=createdOn&pageSize=1")).items.map(({ deliveryId }) => deliveryId)).toEqual([failed]);
    expect(await list("?status=failed")).toMatchObject({ totalItems: 1, items: [{ deliveryId: failed }] });
    expect(await list("?status=cancelled")).toMatchObject({ totalItems: 0, items: [] });
    expect((await admin.client.get(`${path()}/deliveries?status=lost`)).status).toBe(400);
  });

  test("says what was sent, how often, and what came back", async () => {
    receiver.answering(500);
    await admin.client.post(`${path()}/test`);
    await ended(webhookId);
    expect((await list()).items).toMatchObject([
      {
        eventType: "webhook.test",
        data: { tenantId, webhookId },
        status: "failed",
        attempts: 4,
        statusCode: 500,
        durationMs: expect.any(Number),
        error: "The address answered 500",
        finishedOn: expect.any(String),
      },
    ]);
  });

  test("one delivery is sent again under the event id that the receiver knows", async () => {
    receiver.answering(500, 500, 500, 500, 200);
    await admin.client.post(`${path()}/test`);
    await ended(webhookId);
    const [failed] = await deliveriesOf(webhookId);
    const answer = await again(failed?.id ?? "");
    expect(answer.status).toBe(202);
    expect(answer.response).toMatchObject({ eventId: failed?.eventId, status: "queued" });
    await runJobs();
    expect((await deliveriesOf(webhookId)).map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    const sent = receiver.events(secret);
    expect(sent.at(-1)).toEqual(sent[0]);
    expect(await rowsOf(answer)).toMatchObject([{ action: "WEBHOOK_TESTED", after: { redeliveryOf: failed?.id } }]);
  });

  test("409 while it is under way and while the webhook is disabled; 404 for one of another webhook", async () => {
    const ended = await addDelivery(webhookId);
    expect((await again(await addDelivery(webhookId, { status: "queued" }))).status).toBe(409);
    const other = await addWebhook(tenantId, receiver.url);
    expect((await again(await addDelivery(other.webhookId))).status).toBe(404);
    await admin.client.put(path(), { isEnabled: false });
    expect((await again(ended)).status).toBe(409);
  });
});

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
