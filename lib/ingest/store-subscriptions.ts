import type { Db } from "../db/client.ts";
import type { Taken } from "./store-deliveries.ts";
import type { SubscriptionNews } from "./stripe.ts";

const DUPLICATE: Taken = { accepted: 0, unattributed: 0, duplicates: 1, ignored: 0 };

/**
 * Takes an event in once and moves the subscription that it is about, unless something newer has: Stripe promises no order. The tenant
 * is the one that the event names, else the one that the subscription or the customer is known to be of.
 */
export async function storeSubscriptionNews(tx: Db, news: SubscriptionNews, now: Date): Promise<Taken> {
  const tenantId = await tenantOf(tx, news);
  const { state } = news;
  const isNew = await tx.$executeRaw`
    INSERT INTO subscription_events (event_id, type, subscription_id, customer_id, tenant_id, plan, status, list_price_minor,
      interval_months, amount_minor, currency, occurred_at, received_at)
    VALUES (${news.eventId}, ${news.type}, ${news.subscriptionId}, ${news.customerId}, ${tenantId}::uuid, ${state?.plan ?? null},
      ${state?.status ?? null}, ${state?.listPriceMinor ?? null}::bigint, ${state?.intervalMonths ?? null}::integer,
      ${news.amountMinor}::bigint, ${news.currency}, ${news.occurredAt}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (event_id) DO NOTHING`;
  if (isNew === 0) {
    return DUPLICATE;
  }
  await moveState(tx, news, tenantId);
  if (tenantId !== null) {
    await attribute(tx, news, tenantId);
  }
  return { accepted: 1, unattributed: tenantId === null ? 1 : 0, duplicates: 0, ignored: 0 };
}

async function tenantOf(tx: Db, { tenantId, subscriptionId, customerId }: SubscriptionNews): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string | null }[]>`
    SELECT coalesce(
      (SELECT id FROM tenants WHERE id = ${tenantId}::uuid),
      (SELECT tenant_id FROM subscriptions WHERE subscription_id = ${subscriptionId}),
      (SELECT tenant_id FROM subscriptions WHERE customer_id = ${customerId} AND tenant_id IS NOT NULL LIMIT 1)
    )::text AS id`;
  return row?.id ?? null;
}

async function moveState(tx: Db, news: SubscriptionNews, tenantId: string | null): Promise<void> {
  const { state, subscriptionId, occurredAt } = news;
  if (state === null || subscriptionId === null) {
    return;
  }
  await tx.$executeRaw`
    INSERT INTO subscriptions AS s (subscription_id, customer_id, tenant_id, plan, status, period_start, period_end, list_price_minor,
      interval_months, currency, started_at, canceled_at, source_event_id, as_of)
    VALUES (${subscriptionId}, ${news.customerId}, ${tenantId}::uuid, ${state.plan}, ${state.status}, ${state.periodStart}::timestamptz,
      ${state.periodEnd}::timestamptz, ${state.listPriceMinor}::bigint, ${state.intervalMonths}::integer, ${news.currency ?? "USD"},
      ${state.startedAt}::timestamptz, ${state.canceledAt}::timestamptz, ${news.eventId}, ${occurredAt}::timestamptz)
    ON CONFLICT (subscription_id) DO UPDATE SET customer_id = excluded.customer_id,
      tenant_id = coalesce(excluded.tenant_id, s.tenant_id), plan = excluded.plan, status = excluded.status,
      period_start = excluded.period_start, period_end = excluded.period_end, list_price_minor = excluded.list_price_minor,
      interval_months = excluded.interval_months, currency = excluded.currency, started_at = excluded.started_at,
      canceled_at = excluded.canceled_at, source_event_id = excluded.source_event_id, as_of = excluded.as_of
    WHERE s.as_of <= excluded.as_of`;
}

/** A subscription that came before anybody had said whose it is. */
async function attribute(tx: Db, { subscriptionId, customerId }: SubscriptionNews, tenantId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE subscriptions SET tenant_id = ${tenantId}::uuid
    WHERE tenant_id IS NULL AND (subscription_id = ${subscriptionId} OR customer_id = ${customerId})`;
}
