import type { z } from "zod";
import { COUNT_CAP, cappedTotal, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { Delivery, ListDeliveriesQuery, ListWebhooksQuery, Webhook } from "./schema.ts";

/** A webhook with the version that its ETag carries. */
export type WebhookRow = z.input<typeof Webhook> & { readonly version: number };
type DeliveryRow = z.input<typeof Delivery>;

/** Where a webhook is looked for. */
export interface WebhookId {
  readonly tenantId: string;
  readonly webhookId: string;
}

/** The wire resource of a row. */
export const toWebhook = ({ version: _, ...webhook }: WebhookRow): z.input<typeof Webhook> => webhook;

/** Columns of a WebhookRow, of a table or statement aliased `w`. */
export const COLUMNS = Prisma.sql`
  w.id AS "webhookId", w.tenant_id AS "tenantId", w.url, w.description, w.events, w.is_enabled AS "isEnabled",
  w.disabled_because AS "disabledReason", w.failures_in_row AS "failuresInRow",
  CASE WHEN w.previous_secret_ends_on > now() THEN w.previous_secret_ends_on END AS "previousSecretEndsOn",
  (SELECT json_build_object('deliveryId', d.id, 'eventType', d.event_type, 'status', d.status, 'statusCode', d.status_code,
      'createdOn', to_char(d.created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM webhook_deliveries d WHERE d.webhook_id = w.id ORDER BY d.created_on DESC, d.id DESC LIMIT 1) AS "lastDelivery",
  w.created_on AS "createdOn", w.updated_on AS "updatedOn", w.version`;

/** The tenant of a webhook lies in the scope: said in each statement, so that none can reach outside it. */
const within = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.empty : Prisma.sql`AND w.tenant_id = ANY(${[...scope]}::uuid[])`;

const matching = ({ tenantId, webhookId }: WebhookId, scope: TenantScope): Prisma.Sql =>
  Prisma.sql`w.id = ${webhookId}::uuid AND w.tenant_id = ${tenantId}::uuid ${within(scope)}`;

/** The webhook; null when the tenant has none such in the scope. */
export async function findWebhook(db: Db, id: WebhookId, scope: TenantScope): Promise<WebhookRow | null> {
  const [row] = await db.$queryRaw<WebhookRow[]>`SELECT ${COLUMNS} FROM webhooks w WHERE ${matching(id, scope)}`;
  return row ?? null;
}

/** The webhook, locked until the transaction ends. */
export async function findWebhookForUpdate(tx: Db, id: WebhookId, scope: TenantScope): Promise<WebhookRow | null> {
  const [row] = await tx.$queryRaw<
    WebhookRow[]
  >`SELECT ${COLUMNS} FROM webhooks w WHERE ${matching(id, scope)} FOR UPDATE OF w`;
  return row ?? null;
}

/** One page of the tenant's webhooks; null when there is no such tenant in the scope. A tenant has few: all are counted. */
export async function listWebhooks(
  db: Db,
  tenantId: string,
  query: ListWebhooksQuery,
  scope: TenantScope,
): Promise<Page<z.input<typeof Webhook>> | null> {
  const direction = directionOf(query);
  const known = scope === "global" ? Prisma.empty : Prisma.sql`AND t.id = ANY(${[...scope]}::uuid[])`;
  const rows = await db.$queryRaw<(WebhookRow & { total: number })[]>`
    SELECT (SELECT count(*)::integer FROM webhooks WHERE tenant_id = t.id) AS total, p.* FROM tenants t LEFT JOIN LATERAL (
      SELECT ${COLUMNS} FROM webhooks w WHERE w.tenant_id = t.id ORDER BY w.created_on ${direction}, w.id ${direction} ${cut(query)}
    ) p ON true WHERE t.id = ${tenantId}::uuid ${known} ORDER BY p."createdOn" ${direction}, p."webhookId" ${direction}`;
  const [first] = rows;
  // An empty page is one row of nulls beside the total.
  const items = rows.filter(({ webhookId }) => webhookId !== null).map(({ total: _, ...row }) => toWebhook(row));
  return first ? toPage(items, query, { totalItems: first.total }) : null;
}

/** One page of what was sent to the webhook; null when the tenant has none such in the scope. */
export async function listDeliveries(
  db: Db,
  id: WebhookId,
  query: ListDeliveriesQuery,
  scope: TenantScope,
): Promise<Page<DeliveryRow> | null> {
  const { status } = query;
  const direction = directionOf(query);
  // The id itself, not w.id: the planner then knows how many deliveries it has.
  const where = Prisma.sql`d.webhook_id = ${id.webhookId}::uuid ${status === undefined ? Prisma.empty : Prisma.sql`AND d.status = ${status}`}`;
  const stop = status === undefined ? Prisma.empty : Prisma.sql`LIMIT ${COUNT_CAP + 1}`;
  const rows = await db.$queryRaw<(DeliveryRow & { total: number })[]>`
    SELECT (SELECT count(*)::integer FROM (SELECT FROM webhook_deliveries d WHERE ${where} ${stop}) counted) AS total, p.*
    FROM webhooks w LEFT JOIN LATERAL (
      SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d WHERE ${where}
      ORDER BY d.created_on ${direction}, d.id ${direction} ${cut(query)}
    ) p ON true WHERE ${matching(id, scope)} ORDER BY p."createdOn" ${direction}, p."deliveryId" ${direction}`;
  const [first] = rows;
  const items = rows.filter(({ deliveryId }) => deliveryId !== null).map(({ total: _, ...row }) => row);
  if (!first) {
    return null;
  }
  return toPage(items, query, status === undefined ? { totalItems: first.total } : cappedTotal(first.total));
}

const DELIVERY_COLUMNS = Prisma.sql`
  d.id AS "deliveryId", d.event_id AS "eventId", d.event_type AS "eventType", d.data, d.status, d.attempts,
  d.status_code AS "statusCode", d.duration_ms AS "durationMs", d.error, d.occurred_on AS "occurredOn", d.created_on AS "createdOn",
  d.tried_on AS "triedOn", d.finished_on AS "finishedOn"`;

/** A delivery to the webhook; null when there is none such. */
export async function findDelivery(db: Db, webhookId: string, deliveryId: string): Promise<DeliveryRow | null> {
  const [row] = await db.$queryRaw<DeliveryRow[]>`
    SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries d WHERE d.id = ${deliveryId}::uuid AND d.webhook_id = ${webhookId}::uuid`;
  return row ?? null;
}

const directionOf = ({ sort }: { readonly sort: "createdOn" | "-createdOn" }): Prisma.Sql =>
  sortOf<"createdOn">(sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;

const cut = ({ page, pageSize }: { readonly page: number; readonly pageSize: number }): Prisma.Sql =>
  Prisma.sql`LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
