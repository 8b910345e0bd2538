import { asOwner } from "../testing/rows.ts";

/** Raw events by the thousand, past the endpoint: `count` of them, each `everySec` after the one before, over the tenants in turn. */
export async function addRawEvents(
  tenants: readonly (string | null)[],
  count: number,
  start: Date,
  everySec: number,
): Promise<void> {
  await asOwner(
    `INSERT INTO esp_events (provider, event_key, occurred_at, kind, tenant_id)
     SELECT 'postmark', gen_random_uuid(), $1::timestamptz + make_interval(secs => n * $2::float8),
       (ARRAY['delivered', 'delivered', 'delivered', 'bounced', 'complained', 'opened', 'deferred'])[1 + n % 7],
       ($3::uuid[])[1 + n % cardinality($3::uuid[])]
     FROM generate_series(0, $4::integer - 1) n`,
    [start, everySec, tenants, count],
  );
}

/** All facts, in a form that two of them can be compared in. */
export async function allFacts(): Promise<unknown[]> {
  const columns =
    "sent, delivered, bounced, deferred, complained, opened, clicked, unsubscribed, accepted, events, last_occurred_at";
  return Promise.all([
    asOwner(`SELECT tenant_id, day::text, ${columns} FROM tenant_daily_facts ORDER BY 1, 2`),
    asOwner(`SELECT day::text, is_attributed, ${columns} FROM fleet_daily_facts ORDER BY 1, 2`),
    asOwner("SELECT tenant_id, hour_end, sent, delivered, bounced, complained FROM tenant_hourly_facts ORDER BY 1, 2"),
  ]);
}

/** The daily facts as raw events give them, computed in the plainest way. */
export const expectedFacts = (): Promise<Record<string, unknown>[]> =>
  asOwner(`SELECT tenant_id, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) FILTER (WHERE kind = 'delivered') AS delivered,
    count(*) FILTER (WHERE kind = 'bounced') AS bounced, count(*) FILTER (WHERE kind = 'complained') AS complained, count(*) AS events
    FROM esp_events WHERE tenant_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`);

export const dailyFacts = (): Promise<Record<string, unknown>[]> =>
  asOwner(
    `SELECT tenant_id, to_char(day, 'YYYY-MM-DD') AS day, delivered, bounced, complained, events FROM tenant_daily_facts ORDER BY 1, 2`,
  );

export const forgetFacts = (): Promise<unknown> =>
  asOwner(`TRUNCATE esp_events, tenant_daily_facts, fleet_daily_facts, tenant_hourly_facts;
    UPDATE aggregation_watermarks SET sequence = 0`);
