import { v7 as uuidv7 } from "uuid";
import { AppError, conflictOn } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { newEventId, queueDeliveries } from "./publish.ts";
import { COLUMNS, findDelivery, findWebhookForUpdate, type WebhookId, type WebhookRow } from "./queries.ts";
import { type CreateWebhookInput, EVENT_TYPES, type UpdateWebhookInput } from "./schema.ts";
import { newSecret } from "./secrets.ts";
import { assertAllowedUrl } from "./url-rules.ts";

/** So many a tenant may have: each event is sent once to each. */
const WEBHOOKS_MAX = 20;
const HOUR_MS = 3_600_000;

export interface WebhookChange {
  readonly before: WebhookRow;
  readonly after: WebhookRow;
}

/** Makes a webhook; of a suspended tenant it is enabled with it. Throws VALIDATION, NOT_FOUND, CONFLICT. Returns its only sight of the secret. */
export async function createWebhook(
  ctx: Context,
  tenantId: string,
  { url, events = [...EVENT_TYPES], description = null }: CreateWebhookInput,
): Promise<{ readonly webhook: WebhookRow; readonly secret: string }> {
  const { db, now } = ctx;
  assertAllowedUrl(url);
  const { isActive } = await lockTenant(ctx, tenantId);
  if ((await db.webhook.count({ where: { tenantId } })) >= WEBHOOKS_MAX) {
    throw conflictOn("tenantId", `The tenant has ${WEBHOOKS_MAX} webhooks, which is the most`);
  }
  const { secret, sealed } = newSecret();
  const at = Prisma.sql`${now.toISOString()}::timestamptz`;
  const [row] = await db.$queryRaw<WebhookRow[]>`
    INSERT INTO webhooks AS w (id, tenant_id, url, description, events, is_enabled, disabled_because, secret, created_on, updated_on)
    VALUES (${uuidv7({ msecs: now.getTime() })}::uuid, ${tenantId}::uuid, ${url}, ${description}, ${events}::text[], ${isActive},
      ${isActive ? null : "tenant"}, ${sealed}, ${at}, ${at})
    RETURNING ${COLUMNS}`;
  return { webhook: only(row), secret };
}

/** Changes what PUT names. Throws VALIDATION, NOT_FOUND, CONFLICT, PRECONDITION_FAILED. */
export async function updateWebhook(ctx: Context, id: WebhookId, input: UpdateWebhookInput): Promise<WebhookChange> {
  const { isActive } = await lockTenant(ctx, id.tenantId);
  const before = await lockWebhook(ctx, id);
  const { url = before.url, events = before.events, description = before.description, isEnabled } = input;
  if (url !== before.url) {
    assertAllowedUrl(url);
  }
  const set = [Prisma.sql`url = ${url}, events = ${events}::text[], description = ${description}`];
  if (isEnabled !== undefined && isEnabled !== before.isEnabled) {
    set.push(switched(isEnabled, isActive));
  }
  return { before, after: await write(ctx, id, set) };
}

/** A webhook that waits for its tenant is not switched by hand: it comes back with the tenant as it was. */
function switched(isEnabled: boolean, isTenantActive: boolean): Prisma.Sql {
  if (isEnabled && !isTenantActive) {
    throw conflictOn("isEnabled", "The tenant is suspended: its webhooks come back when it is activated");
  }
  return isEnabled
    ? Prisma.sql`is_enabled = true, disabled_because = NULL, failures_in_row = 0`
    : Prisma.sql`is_enabled = false, disabled_because = 'operator'`;
}

/** Replaces the signing secret; the old one signs as well for `overlapHours`. Throws NOT_FOUND, CONFLICT. Returns the new one's only sight. */
export async function rotateSecret(
  ctx: Context,
  id: WebhookId,
  overlapHours: number,
): Promise<WebhookChange & { readonly secret: string }> {
  await lockTenant(ctx, id.tenantId);
  const before = await lockWebhook(ctx, id);
  const { secret, sealed } = newSecret();
  const endsOn = new Date(ctx.now.getTime() + overlapHours * HOUR_MS).toISOString();
  const previous =
    overlapHours === 0
      ? Prisma.sql`previous_secret = NULL, previous_secret_ends_on = NULL`
      : Prisma.sql`previous_secret = secret, previous_secret_ends_on = ${endsOn}::timestamptz`;
  return { before, after: await write(ctx, id, [previous, Prisma.sql`secret = ${sealed}`]), secret };
}

/** Removes the webhook and what it was sent; what waits is never sent. Throws NOT_FOUND, CONFLICT, PRECONDITION_FAILED. */
export async function deleteWebhook(
  ctx: Context,
  id: WebhookId,
): Promise<{ readonly before: WebhookRow; readonly deliveries: number; readonly waiting: number }> {
  const { db } = ctx;
  await lockTenant(ctx, id.tenantId);
  const before = await lockWebhook(ctx, id);
  const { webhookId } = id;
  const waiting = await db.webhookDelivery.count({ where: { webhookId, status: "queued" } });
  const deliveries = await db.webhookDelivery.count({ where: { webhookId } });
  await db.$executeRaw`DELETE FROM webhooks WHERE id = ${webhookId}::uuid`;
  return { before, deliveries, waiting };
}

/** What was queued by hand. */
export interface Queued {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly eventType: (typeof EVENT_TYPES)[number];
}

/** Queues a `webhook.test`, whatever the webhook listens to (decisions §9). Throws NOT_FOUND, CONFLICT when it is disabled. */
export async function testWebhook(ctx: Context, id: WebhookId): Promise<Queued> {
  await lockEnabled(ctx, id);
  return queue(ctx, id, {
    eventId: newEventId(),
    eventType: "webhook.test",
    occurredOn: ctx.now,
    data: { ...id },
  });
}

/** Queues a delivery's event again, under the id that the receiver knows. Throws NOT_FOUND, CONFLICT when disabled or under way. */
export async function redeliver(ctx: Context, id: WebhookId, deliveryId: string): Promise<Queued> {
  await lockEnabled(ctx, id);
  const sent = await findDelivery(ctx.db, id.webhookId, deliveryId);
  if (!sent) {
    throw new AppError("NOT_FOUND");
  }
  if (sent.status === "queued") {
    throw conflictOn("status", "The delivery is still under way");
  }
  const { eventId, eventType, occurredOn, data } = sent;
  return queue(ctx, id, { eventId, eventType, occurredOn: new Date(occurredOn), data });
}

async function queue(
  { db }: Context,
  id: WebhookId,
  event: Omit<Queued, "deliveryId"> & { readonly occurredOn: Date; readonly data: object },
): Promise<Queued> {
  const [deliveryId = ""] = await queueDeliveries(db, [{ ...id, ...event }]);
  return { deliveryId, eventId: event.eventId, eventType: event.eventType };
}

async function lockEnabled(ctx: Context, id: WebhookId): Promise<void> {
  await lockTenant(ctx, id.tenantId);
  const webhook = await lockWebhook(ctx, id);
  if (!webhook.isEnabled) {
    throw conflictOn("isEnabled", "The webhook is disabled");
  }
}

/** The tenant first, as a suspension does, so that the two take turns. Throws CONFLICT for a deleted one (decisions §9). */
async function lockTenant({ db }: Context, tenantId: string): Promise<{ readonly isActive: boolean }> {
  const [tenant] = await db.$queryRaw<{ isActive: boolean; isDeleted: boolean }[]>`
    SELECT is_active AS "isActive", deleted_on IS NOT NULL AS "isDeleted" FROM tenants WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`;
  if (!tenant) {
    throw new AppError("NOT_FOUND");
  }
  if (tenant.isDeleted) {
    throw conflictOn("tenantId", "The tenant is deleted");
  }
  return tenant;
}

async function lockWebhook({ db, actor, ifMatch }: Context, id: WebhookId): Promise<WebhookRow> {
  const webhook = await findWebhookForUpdate(db, id, actor.tenantScope);
  if (!webhook) {
    throw new AppError("NOT_FOUND");
  }
  if (ifMatch !== null && !ifMatch.includes(webhook.version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return webhook;
}

async function write({ db, now }: Context, { webhookId }: WebhookId, set: readonly Prisma.Sql[]): Promise<WebhookRow> {
  const [row] = await db.$queryRaw<WebhookRow[]>`
    UPDATE webhooks w SET ${Prisma.join([...set])}, version = w.version + 1, updated_on = ${now.toISOString()}::timestamptz
    WHERE w.id = ${webhookId}::uuid RETURNING ${COLUMNS}`;
  return only(row);
}

function only(row: WebhookRow | undefined): WebhookRow {
  if (!row) {
    throw new Error("a webhook was written and not returned");
  }
  return row;
}
