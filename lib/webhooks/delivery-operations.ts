import { AppError } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { aboutWebhook } from "./audit.ts";
import { delivery, deliveryId, tenantId, webhookId } from "./examples.ts";
import { EDITORS, READERS } from "./policies.ts";
import { listDeliveries } from "./queries.ts";
import { DeliveryPage, DeliveryPath, DeliveryQueued, ListDeliveriesQuery, WebhookPath } from "./schema.ts";
import { redeliver, testWebhook as test } from "./service.ts";

const path = { tenantId, webhookId };
const { eventId, eventType } = delivery;

export const listWebhookDeliveries = operation({
  name: "listWebhookDeliveries",
  summary: "What was sent to a webhook and how it ended, newest first",
  http: { method: "GET", path: "/tenants/{tenantId}/webhooks/{webhookId}/deliveries" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: WebhookPath, query: ListDeliveriesQuery },
  output: DeliveryPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path, query: { status: "succeeded" } },
    output: { items: [delivery], page: 1, pageSize: 50, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { path: id, query }) {
    const page = await listDeliveries(db, id, query, actor.tenantScope);
    if (!page) {
      throw new AppError("NOT_FOUND");
    }
    return { data: { ...page, items: [...page.items] } };
  },
});

export const testWebhook = operation({
  name: "testWebhook",
  summary: "Send a webhook.test through the same queue as every event",
  http: {
    method: "POST",
    path: "/tenants/{tenantId}/webhooks/{webhookId}/test",
    status: 202,
    message: "Test queued",
  },
  policy: EDITORS,
  limit: "admin",
  feature: "features.webhooks",
  audit: ["WEBHOOK_TESTED"],
  entityType: "webhook",
  idempotent: true,
  input: { path: WebhookPath },
  output: DeliveryQueued,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path }, output: { deliveryId, eventId, eventType: "webhook.test", status: "queued" } },
  async run(ctx, { path: id }) {
    const queued = await test(ctx, id);
    return {
      data: { ...queued, status: "queued" as const },
      cascade: { deliveries: 1 },
      audit: aboutWebhook("WEBHOOK_TESTED", id, { after: queued }),
    };
  },
});

export const redeliverWebhook = operation({
  name: "redeliverWebhook",
  summary: "Send the event of an ended delivery again, under the same event id",
  http: {
    method: "POST",
    path: "/tenants/{tenantId}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver",
    status: 202,
    message: "Delivery queued",
  },
  policy: EDITORS,
  limit: "admin",
  feature: "features.webhooks",
  audit: ["WEBHOOK_TESTED"],
  entityType: "webhook",
  idempotent: true,
  input: { path: DeliveryPath },
  output: DeliveryQueued,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: { path: { ...path, deliveryId } },
    output: { deliveryId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c007", eventId, eventType, status: "queued" },
  },
  async run(ctx, { path: { deliveryId: again, ...id } }) {
    const queued = await redeliver(ctx, id, again);
    return {
      data: { ...queued, status: "queued" as const },
      cascade: { deliveries: 1 },
      audit: aboutWebhook("WEBHOOK_TESTED", id, { after: { ...queued, redeliveryOf: again } }),
    };
  },
});
