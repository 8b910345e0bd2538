import { AppError } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { aboutWebhook, snapshotOf } from "./audit.ts";
import { secret, tenantId, webhook, webhookId } from "./examples.ts";
import { EDITORS, READERS } from "./policies.ts";
import { findWebhook, listWebhooks as list, toWebhook } from "./queries.ts";
import {
  CreateWebhookInput,
  DeleteWebhookInput,
  ListWebhooksQuery,
  RotateSecretInput,
  SecretRotated,
  UpdateWebhookInput,
  Webhook,
  WebhookCreated,
  WebhookDeleted,
  WebhookPage,
  WebhookPath,
  WebhooksPath,
} from "./schema.ts";
import * as service from "./service.ts";
import { assertAllowedHost } from "./url-rules.ts";

const path = { tenantId, webhookId };

export const listWebhooks = operation({
  name: "listWebhooks",
  summary: "Webhooks of a tenant, page by page",
  http: { method: "GET", path: "/tenants/{tenantId}/webhooks" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: WebhooksPath, query: ListWebhooksQuery },
  output: WebhookPage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { tenantId }, query: { pageSize: "20" } },
    output: { items: [webhook], page: 1, pageSize: 20, totalItems: 1, totalPages: 1 },
  },
  async run({ db, actor }, { path: { tenantId: ofTenant }, query }) {
    const page = await list(db, ofTenant, query, actor.tenantScope);
    if (!page) {
      throw new AppError("NOT_FOUND");
    }
    return { data: { ...page, items: [...page.items] } };
  },
});

export const getWebhook = operation({
  name: "getWebhook",
  summary: "One webhook, without its secret",
  http: { method: "GET", path: "/tenants/{tenantId}/webhooks/{webhookId}" },
  policy: READERS,
  limit: "admin",
  audit: null,
  input: { path: WebhookPath },
  output: Webhook,
  errors: ["NOT_FOUND"],
  example: { input: { path }, output: webhook },
  async run({ db, actor }, { path: id }) {
    const found = await findWebhook(db, id, actor.tenantScope);
    if (!found) {
      throw new AppError("NOT_FOUND");
    }
    return { data: toWebhook(found), version: found.version };
  },
});

export const createWebhook = operation({
  name: "createWebhook",
  summary: "Create a webhook; its signing secret is told once",
  http: { method: "POST", path: "/tenants/{tenantId}/webhooks", status: 201, message: "Webhook created" },
  policy: EDITORS,
  limit: "admin",
  feature: "features.webhooks",
  audit: ["WEBHOOK_CREATED"],
  entityType: "webhook",
  idempotent: true,
  input: { path: WebhooksPath, body: CreateWebhookInput },
  output: WebhookCreated,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: {
    input: {
      path: { tenantId },
      body: { url: webhook.url, events: ["user.created", "user.locked"], description: "Directory sync" },
    },
    output: { webhookId, secret },
  },
  prepare: (_caller, { body }) => assertAllowedHost(body.url),
  async run(ctx, { path: { tenantId: ofTenant }, body }) {
    const created = await service.createWebhook(ctx, ofTenant, body);
    return {
      data: { webhookId: created.webhook.webhookId, secret: created.secret },
      version: created.webhook.version,
      audit: aboutWebhook("WEBHOOK_CREATED", created.webhook, { after: snapshotOf(created.webhook) }),
    };
  },
});

export const updateWebhook = operation({
  name: "updateWebhook",
  summary: "Change a webhook's address, events or description, or switch it on or off",
  http: { method: "PUT", path: "/tenants/{tenantId}/webhooks/{webhookId}", message: "Webhook updated" },
  policy: EDITORS,
  limit: "admin",
  feature: "features.webhooks",
  audit: ["WEBHOOK_UPDATED"],
  entityType: "webhook",
  input: { path: WebhookPath, body: UpdateWebhookInput },
  output: Webhook,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: {
      path,
      body: { url: webhook.url, events: [...webhook.events], description: "Directory sync", isEnabled: true },
    },
    output: webhook,
  },
  prepare: async (_caller, { body: { url } }) => {
    if (url !== undefined) {
      await assertAllowedHost(url);
    }
  },
  async run(ctx, { path: id, body }) {
    const { before, after } = await service.updateWebhook(ctx, id, body);
    return {
      data: toWebhook(after),
      version: after.version,
      audit: aboutWebhook("WEBHOOK_UPDATED", id, { before: snapshotOf(before), after: snapshotOf(after) }),
    };
  },
});

export const deleteWebhook = operation({
  name: "deleteWebhook",
  summary: "Delete a webhook and the record of what it was sent",
  http: { method: "DELETE", path: "/tenants/{tenantId}/webhooks/{webhookId}", message: "Webhook deleted" },
  policy: EDITORS,
  limit: "admin",
  audit: ["WEBHOOK_DELETED"],
  entityType: "webhook",
  input: { path: WebhookPath, body: DeleteWebhookInput },
  output: WebhookDeleted,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: { input: { path, body: { reason: "Receiver retired" } }, output: { webhookId } },
  async run(ctx, { path: id, body: { reason } }) {
    const { before, deliveries, waiting } = await service.deleteWebhook(ctx, id);
    return {
      data: { webhookId: id.webhookId },
      cascade: { deliveries, waiting },
      audit: aboutWebhook("WEBHOOK_DELETED", id, { reason, before: snapshotOf(before) }),
    };
  },
});

export const rotateWebhookSecret = operation({
  name: "rotateWebhookSecret",
  summary: "Replace a webhook's signing secret; the old one signs as well for a while",
  http: {
    method: "POST",
    path: "/tenants/{tenantId}/webhooks/{webhookId}/rotate-secret",
    message: "Signing secret replaced",
  },
  policy: EDITORS,
  limit: "admin",
  feature: "features.webhooks",
  audit: ["WEBHOOK_UPDATED"],
  entityType: "webhook",
  idempotent: true,
  input: { path: WebhookPath, body: RotateSecretInput },
  output: SecretRotated,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { overlapHours: 24 } },
    output: { webhookId, secret, previousSecretEndsOn: "2026-11-21T09:30:00.000Z" },
  },
  async run(ctx, { path: id, body: { overlapHours } }) {
    const { before, after, secret: fresh } = await service.rotateSecret(ctx, id, overlapHours);
    return {
      data: { webhookId: id.webhookId, secret: fresh, previousSecretEndsOn: after.previousSecretEndsOn },
      version: after.version,
      audit: aboutWebhook("WEBHOOK_UPDATED", id, {
        before: snapshotOf(before),
        after: { ...snapshotOf(after), rotatedOn: ctx.now },
      }),
    };
  },
});
