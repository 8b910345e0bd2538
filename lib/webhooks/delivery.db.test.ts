import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { read, transaction } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { rerun } from "../testing/jobs.ts";
import { createTenantRow } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { deliverWebhook } from "./delivery-job.ts";
import { publishEvent } from "./publish.ts";
import type { EventType } from "./schema.ts";
import {
  type AddedWebhook,
  addWebhook,
  deliveriesOf,
  ended,
  Receiver,
  runJobs,
  verified,
  webhookRow,
} from "./testing.ts";

// decisions §5 webhooks, §9 Webhooks and Retries: what arrives at a real receiver, and what becomes of it here.

let receiver: Receiver;
let webhook: AddedWebhook;

beforeAll(() => {
  Object.assign(process.env, { WEBHOOK_ALLOW_PRIVATE: "true", JOB_RETRY_BASE_MS: "10" });
  resetEnv();
});
beforeEach(async () => {
  receiver = await new Receiver().start();
  webhook = await addWebhook(await createTenantRow(), receiver.url);
  return () => receiver.stop();
});
afterAll(() => vi.restoreAllMocks());

const publish = (type: EventType = "user.updated", data: object = { userId: "u1" }) =>
  transaction((tx) => publishEvent(tx, { type, tenantIds: [webhook.tenantId], occurredOn: new Date(), data }));
const jobOf = (deliveryId = "") =>
  read((db) => db.job.findUniqueOrThrow({ where: { dedupeKey: `webhook:${deliveryId}` } }));
const disabledRows = (entityId: string) =>
  read((db) => db.auditEvent.findMany({ where: { entityId, action: "WEBHOOK_DISABLED" } }));

describe("decisions §5: signed as in the Standard Webhooks specification", () => {
  test("the receiver's library verifies the message; its body has type, timestamp and data", async () => {
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    expect(receiver.received).toHaveLength(1);
    const [got] = receiver.received;
    expect(got).toMatchObject({
      method: "POST",
      url: "/hook",
      headers: {
        "content-type": "application/json",
        "webhook-id": delivery?.eventId,
        "webhook-timestamp": expect.stringMatching(/^\d{10}$/),
        "webhook-signature": expect.stringMatching(/^v1,[\w+/=]{44}$/),
      },
    });
    expect(receiver.events(webhook.secret)).toEqual([
      {
        type: "user.updated",
        timestamp: delivery?.occurredOn.toISOString(),
        data: { tenantId: webhook.tenantId, userId: "u1" },
      },
    ]);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: 1, statusCode: 204, error: null });
  });

  test("another secret does not verify it", async () => {
    await publish();
    await ended(webhook.webhookId);
    const [got] = receiver.received;
    expect(() => verified("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", got?.body ?? "", got?.headers ?? {})).toThrow();
  });

  test("the secret is stored sealed", async () => {
    const { secret } = await webhookRow(webhook.webhookId);
    expect(secret).not.toContain(webhook.secret);
    expect(secret).not.toContain(webhook.secret.slice("whsec_".length));
  });
});

describe("SRS §13: published with the effect or not at all", () => {
  test("a rolled back effect sends nothing", async () => {
    const undone = transaction(async (tx) => {
      await publishEvent(tx, { type: "user.updated", tenantIds: [webhook.tenantId], occurredOn: new Date(), data: {} });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect(await deliveriesOf(webhook.webhookId)).toEqual([]);
  });

  test("each tenant of a user hears of it under its own id and learns of no other", async () => {
    const elsewhere = await addWebhook(await createTenantRow(), receiver.url);
    const tenantIds = [webhook.tenantId, elsewhere.tenantId];
    await transaction((tx) =>
      publishEvent(tx, { type: "user.locked", tenantIds, occurredOn: new Date(), data: { userId: "u2" } }),
    );
    await ended(webhook.webhookId);
    const bodies = receiver.received.map(
      ({ body, headers }) => [JSON.parse(body).data, headers["webhook-id"]] as const,
    );
    expect(bodies.map(([data]) => data)).toEqual(
      expect.arrayContaining(tenantIds.map((tenantId) => ({ tenantId, userId: "u2" }))),
    );
    expect(new Set(bodies.map(([, id]) => id)).size).toBe(2);
  });

  test("only the enabled webhooks that listen to the type", async () => {
    const deaf = await addWebhook(webhook.tenantId, receiver.url, ["tenant.updated"]);
    const disabled = await addWebhook(webhook.tenantId, receiver.url);
    await read((db) =>
      db.webhook.update({ where: { id: disabled.webhookId }, data: { isEnabled: false, disabledBecause: "operator" } }),
    );
    expect(await publish("user.created")).toBe(1);
    expect([await deliveriesOf(deaf.webhookId), await deliveriesOf(disabled.webhookId)]).toEqual([[], []]);
    await ended(webhook.webhookId);
  });
});

describe("decisions §9 Retries: at most three after the first, then a dead letter", () => {
  test("a receiver that recovers gets the message again, under the same id and freshly signed", async () => {
    receiver.answering(500, 503, 200);
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    expect(delivery).toMatchObject({ status: "succeeded", attempts: 3, statusCode: 200, error: null });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(receiver.events(webhook.secret)).toHaveLength(3);
    expect(await webhookRow(webhook.webhookId)).toMatchObject({ failuresInRow: 0 });
  });

  test("four failures end it: the delivery failed, the job is the dead letter, the webhook counts one", async () => {
    receiver.answering(500);
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    expect(receiver.received).toHaveLength(4);
    expect(delivery).toMatchObject({
      status: "failed",
      attempts: 4,
      statusCode: 500,
      error: "The address answered 500",
    });
    await runJobs();
    expect(await jobOf(delivery?.id)).toMatchObject({
      status: "failed",
      attempts: 4,
      tenantId: webhook.tenantId,
      lastError: expect.stringContaining("answered 500"),
    });
    expect(await webhookRow(webhook.webhookId)).toMatchObject({ failuresInRow: 1, isEnabled: true });
  });

  test("a redirect is a failure and is not followed", async () => {
    const other = await new Receiver().start();
    receiver.answers = [(response) => response.writeHead(307, { location: other.url }).end()];
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    expect(delivery).toMatchObject({
      status: "failed",
      statusCode: 307,
      error: expect.stringContaining("not followed"),
    });
    expect(other.received).toEqual([]);
    other.stop();
  });

  test("nobody listening is told as refused", async () => {
    receiver.stop();
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    expect(delivery).toMatchObject({ status: "failed", statusCode: null, error: "The connection was refused" });
  });

  test("a second execution of a delivered message sends nothing", async () => {
    await publish();
    const [delivery] = await ended(webhook.webhookId);
    await rerun((await jobOf(delivery?.id)).id);
    await runJobs();
    expect(receiver.received).toHaveLength(1);
  });

  test("the end of the process is no failure of the receiver: the attempt does not count", async () => {
    receiver.answers = [() => undefined];
    await publish();
    const [delivery] = await deliveriesOf(webhook.webhookId);
    const stopping = new AbortController();
    const context = { jobId: "", attempt: 1, signal: stopping.signal, checkpoint: async () => undefined };
    const run = deliverWebhook.run({ deliveryId: delivery?.id ?? "", webhookId: webhook.webhookId }, context as never);
    await until({ withinMs: 5000, what: "the request" }, () => receiver.received.length === 1);
    stopping.abort(new Error("stopping"));
    await expect(run).rejects.toThrow("stopping");
    expect(await deliveriesOf(webhook.webhookId)).toMatchObject([{ status: "queued", attempts: 0, error: null }]);
    receiver.answering(200);
    expect(await ended(webhook.webhookId)).toMatchObject([{ status: "succeeded", attempts: 1 }]);
  });

  test("a dead letter that is run again can still succeed", async () => {
    receiver.answering(500, 500, 500, 500, 200);
    await publish();
    const [failed] = await ended(webhook.webhookId);
    await runJobs();
    await rerun((await jobOf(failed?.id)).id);
    await until({ withinMs: 5000, what: "the fifth attempt" }, async () => {
      await runJobs();
      return receiver.received.length === 5;
    });
    expect((await deliveriesOf(webhook.webhookId))[0]).toMatchObject({ status: "succeeded", attempts: 5 });
  });
});

describe("a webhook that is over is disabled, on the record", () => {
  test("410: at once, without another attempt", async () => {
    receiver.answering(410);
    await publish();
    expect((await ended(webhook.webhookId))[0]).toMatchObject({ status: "failed", attempts: 1, statusCode: 410 });
    expect(await webhookRow(webhook.webhookId)).toMatchObject({
      isEnabled: false,
      disabledBecause: "gone",
      version: 2,
    });
    expect(await disabledRows(webhook.webhookId)).toMatchObject([
      {
        actorRole: "system",
        entityType: "webhook",
        tenantId: webhook.tenantId,
        after: { isEnabled: false, disabledReason: "gone" },
      },
    ]);
  });

  test("after 20 deliveries in a row that failed for good; what still waits is cancelled", async () => {
    receiver.answering(500);
    for (let n = 0; n < 24; n += 1) {
      await publish();
    }
    const deliveries = await ended(webhook.webhookId);
    const row = await webhookRow(webhook.webhookId);
    expect(row).toMatchObject({ isEnabled: false, disabledBecause: "failures" });
    expect(row.failuresInRow).toBeGreaterThanOrEqual(20);
    const failed = deliveries.filter(({ status }) => status === "failed");
    expect(failed.length).toBe(row.failuresInRow);
    expect(deliveries.filter(({ status }) => status === "cancelled")).toHaveLength(24 - failed.length);
    expect(await disabledRows(webhook.webhookId)).toHaveLength(1);
  });

  test("one success starts the count anew", async () => {
    await read((db) => db.webhook.update({ where: { id: webhook.webhookId }, data: { failuresInRow: 19 } }));
    await publish();
    await ended(webhook.webhookId);
    expect(await webhookRow(webhook.webhookId)).toMatchObject({ failuresInRow: 0, isEnabled: true });
  });
});
