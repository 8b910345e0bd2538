import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { createTenantRow } from "../testing/people.ts";
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
