import type { Db } from "../../db/client.ts";
import { saveFacts } from "../facts.ts";

const MONTHS = 12;

/** Brings the list prices of the tenants' subscriptions and the platform's recurring revenue up to date. Only USD counts. */
export async function refreshRevenue(tx: Db, now: Date): Promise<void> {
  const at = now.toISOString();
  await tx.$executeRaw`
    UPDATE tenant_figures f SET revenue_at = ${at}::timestamptz, price_cents = v.price_cents, subscription_status = v.status,
      subscriptions = coalesce(v.subscriptions, 0)
    FROM tenant_figures o LEFT JOIN (
      SELECT tenant_id, count(*)::integer AS subscriptions,
        sum(round(list_price_minor::numeric / interval_months)) FILTER (WHERE status IN ('active', 'past_due') AND currency = 'USD')::bigint AS price_cents,
        (array_agg(status ORDER BY (status IN ('active', 'past_due')) DESC, as_of DESC))[1] AS status
      FROM subscriptions WHERE tenant_id IS NOT NULL GROUP BY tenant_id
    ) v ON v.tenant_id = o.tenant_id
    WHERE f.tenant_id = o.tenant_id AND (f.revenue_at IS NULL OR (f.price_cents, f.subscription_status, f.subscriptions)
      IS DISTINCT FROM (v.price_cents, v.status::varchar, coalesce(v.subscriptions, 0)))`;
  const [row] = await tx.$queryRaw<{ monthlyCents: number; subscriptions: number; otherCurrencies: number }[]>`
    SELECT coalesce(sum(round(list_price_minor::numeric / interval_months)) FILTER (WHERE currency = 'USD'), 0)::float8 AS "monthlyCents",
      count(*) FILTER (WHERE currency = 'USD')::integer AS subscriptions, count(*) FILTER (WHERE currency <> 'USD')::integer AS "otherCurrencies"
    FROM subscriptions WHERE status IN ('active', 'past_due')`;
  const months = await tx.$queryRaw<{ cents: number }[]>`
    SELECT coalesce(sum(round(s.list_price_minor::numeric / s.interval_months)), 0)::float8 AS cents
    FROM generate_series(0, ${MONTHS - 1}::integer) AS back
    CROSS JOIN LATERAL (SELECT least(date_trunc('month', ${at}::timestamptz, 'UTC') + make_interval(months => 1 - back), ${at}::timestamptz) AS at) ends
    LEFT JOIN subscriptions s ON s.currency = 'USD' AND s.started_at <= ends.at AND (s.canceled_at IS NULL OR s.canceled_at > ends.at)
      AND s.status IN ('active', 'past_due', 'canceled')
    GROUP BY back ORDER BY back DESC`;
  const known = months.map(({ cents }) => cents);
  const first = known.findIndex((cents) => cents > 0);
  await saveFacts(
    tx,
    "revenue",
    {
      ...(row ?? { monthlyCents: 0, subscriptions: 0, otherCurrencies: 0 }),
      // Before the first subscription there was no revenue to have a direction.
      months: first === -1 ? [] : known.slice(first),
    },
    now,
  );
}
