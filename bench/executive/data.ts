import pg from "pg";

/** What the executive side is measured on, beside the tenants that the database has. */
export interface ExecutiveSize {
  readonly days: number;
  /** Raw events of one day; 0 leaves them out. */
  readonly events: number;
}

/** Rows that one statement makes: few enough to see it go on. */
const STEP_DAYS = 10;
const STEP_EVENTS = 500_000;
/** Raw events that are older have left the sums by the hour: they are made anew. */
const EVENTS_AGE_DAYS = 20;

/** Adds what the database lacks: facts of every tenant and day up to today, a fleet, subscriptions, readings, one day's raw events. */
export async function ensureExecutiveData(ownerUrl: string, { days, events }: ExecutiveSize): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const isNew = await addFacts(client, days);
    const { rows } = await client.query<{ count: number }>("SELECT count(*)::integer FROM cost_history");
    if (isNew || rows[0]?.count === 0) {
      await client.query(FLEET);
      await client.query(
        "VACUUM (ANALYZE) tenant_daily_facts, fleet_daily_facts, subscriptions, smtp_ips, ip_assignments, cost_history",
      );
    }
    await addEvents(client, events);
    // Every source has just answered: what is measured are figures, not their absence.
    await client.query("UPDATE source_health SET state = 'healthy', last_success_at = now()");
  } finally {
    await client.end();
  }
}

async function addFacts(client: pg.Client, days: number): Promise<boolean> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT to_char(d, 'YYYY-MM-DD') AS day FROM generate_series((now() AT TIME ZONE 'UTC')::date - $1::integer + 1, (now() AT TIME ZONE 'UTC')::date, '1 day') d
     WHERE (SELECT count(*) FROM (SELECT FROM tenant_daily_facts f WHERE f.tenant_id IN (SELECT id FROM tenants ORDER BY id LIMIT 5) AND f.day = d::date) found) < 5
     ORDER BY 1`,
    [days],
  );
  for (let from = 0; from < rows.length; from += STEP_DAYS) {
    console.log(`Daily facts: ${from} of ${rows.length} days …`);
    const some = rows.slice(from, from + STEP_DAYS).map(({ day }) => day);
    await client.query(FACTS, [some]);
    await client.query(FLEET_FACTS, [some]);
  }
  return rows.length > 0;
}

/** Most tenants send some hundreds a day and lose one to four percent; every twentieth is in trouble; weekends are quiet. */
const FACTS = `
  INSERT INTO tenant_daily_facts (tenant_id, day, sent, delivered, bounced, complained, events, last_occurred_at, updated_at)
  SELECT tenant_id, day, sent, sent - bounced, bounced, complained, sent, day + interval '23 hours', least(now(), day + interval '1 day') FROM (
    SELECT tenant_id, day, sent, (sent * rate)::bigint AS bounced, (sent * rate / 40)::bigint AS complained FROM (
      SELECT t.id AS tenant_id, d.day, 100 + mod(abs(hashtext(t.id::text || d.day))::bigint, 900) * (CASE WHEN extract(isodow FROM d.day) > 5 THEN 1 ELSE 3 END) AS sent,
        CASE WHEN mod(abs(hashtext(t.id::text)), 20) = 0 THEN 0.06 + mod(abs(hashtext(t.id::text)), 1000) / 10000.0
          ELSE 0.01 + mod(abs(hashtext(t.id::text)), 300) / 10000.0 END AS rate
      FROM tenants t, unnest($1::date[]) AS d(day)
    ) volumes
  ) mail ON CONFLICT (tenant_id, day) DO NOTHING`;

const FLEET_FACTS = `
  INSERT INTO fleet_daily_facts (day, is_attributed, sent, delivered, bounced, complained, events, last_occurred_at)
  SELECT day, true, sum(sent), sum(delivered), sum(bounced), sum(complained), sum(events), max(last_occurred_at)
  FROM tenant_daily_facts WHERE day = ANY($1::date[]) GROUP BY day
  ON CONFLICT (day, is_attributed) DO UPDATE SET sent = excluded.sent, delivered = excluded.delivered, bounced = excluded.bounced,
    complained = excluded.complained, events = excluded.events`;

/** A server for every five tenants with three addresses, each shared by five; a list price for nine of ten tenants; half a year of cost. */
const FLEET = `
  TRUNCATE vps_instances, smtp_ips, ip_assignments, subscriptions, source_readings, cost_history CASCADE;
  INSERT INTO vps_instances (instance_id, name, status, monthly_cost_minor, cost_basis, as_of)
    SELECT 'vps-' || n, 'vps-' || n, 'active', 999, 'configured', now() FROM generate_series(0, (SELECT count(*) / 5 FROM tenants)) n;
  INSERT INTO smtp_ips (ip_address, instance_id, status, reputation_state, monthly_cost_minor, as_of)
    SELECT '10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256, 'vps-' || n / 3, 'warmed', CASE WHEN n % 50 = 0 THEN 'poor' ELSE 'good' END, 499, now()
    FROM generate_series(0, (SELECT count(*) * 3 / 5 FROM tenants)) n;
  INSERT INTO ip_assignments (tenant_id, domain, ip_address, status, as_of)
    SELECT t.id, 'd' || t.n || '-' || a || '.example', '10.' || (t.n / 5 * 3 + a) / 65536 || '.' || (t.n / 5 * 3 + a) / 256 % 256 || '.' || (t.n / 5 * 3 + a) % 256, 'active', now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM tenants) t, generate_series(0, 2) a;
  INSERT INTO subscriptions (subscription_id, tenant_id, plan, status, list_price_minor, currency, started_at, source_event_id, as_of)
    SELECT 'sub_' || t.n, t.id, 'professional', 'active', 2900 + t.n % 4 * 5000, 'USD', now() - make_interval(days => (t.n % 400)::integer), 'evt_' || t.n, now()
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM tenants) t WHERE t.n % 10 > 0;
  INSERT INTO source_readings (source, kind, subject, taken_at, payload)
    SELECT 'esp_billing', 'month', p || ' ' || to_char(m, 'YYYY-MM'), now(), jsonb_build_object('provider', p, 'period', to_char(m, 'YYYY-MM'),
      'currency', 'USD', 'amount_low_minor', 1000000, 'amount_high_minor', 1200000, 'volume', 10000000, 'fetched_at', now(), 'origin', 'api')
    FROM unnest(ARRAY['postmark', 'mailgun']) p, generate_series(date_trunc('month', now()) - interval '12 months', now(), '1 month') m;
  INSERT INTO source_readings (source, kind, subject, taken_at, payload)
    SELECT 'backbone_health', 'service', 'service-' || n, now(), '{"status": "healthy", "response_time_ms": {"avg": 120, "p95": 300, "p99": 500}}'::jsonb FROM generate_series(1, 20) n
    UNION ALL SELECT 'backbone_health', 'uptime', '30d', now(), '{"value": 0.9992}'::jsonb
    UNION ALL SELECT 'backbone_health', 'queue', 'mail', now(), '{"waiting": 12, "active": 3, "failed": 0, "completed_last_hour": 50000}'::jsonb;
  INSERT INTO cost_history (subject_id, week, monthly_cents)
    SELECT t.id, w::date, 900 + mod(abs(hashtext(t.id::text || w)), 200) FROM tenants t,
      generate_series(date_trunc('week', now()) - interval '25 weeks', date_trunc('week', now()) - interval '1 week', '1 week') w`;

/** Events of the day before they are made, over all tenants, in the order in which they happened. */
async function addEvents(client: pg.Client, events: number): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::float8 FROM esp_events WHERE occurred_at > now() - make_interval(days => $1)",
    [EVENTS_AGE_DAYS],
  );
  if ((rows[0]?.count ?? 0) === events) {
    return;
  }
  await client.query("TRUNCATE esp_events, tenant_hourly_facts");
  await client.query("UPDATE aggregation_watermarks SET sequence = 0 WHERE name = 'esp_events'");
  await client.query(
    "CREATE TEMPORARY TABLE senders AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM tenants WHERE deleted_on IS NULL",
  );
  await client.query("CREATE INDEX ON senders (n)");
  for (let from = 0; from < events; from += STEP_EVENTS) {
    console.log(`Raw events: ${from.toLocaleString("en-US")} of ${events.toLocaleString("en-US")} …`);
    await client.query(EVENTS, [from, Math.min(events, from + STEP_EVENTS) - 1, events]);
  }
  await client.query("DROP TABLE senders");
  await client.query("VACUUM (ANALYZE) esp_events");
}

const EVENTS = `
  INSERT INTO esp_events (provider, event_key, occurred_at, kind, tenant_id)
  SELECT 'postmark', gen_random_uuid(), date_trunc('day', now(), 'UTC') - interval '1 day' + make_interval(secs => e.n * 86399.0 / $3::float8),
    (ARRAY['delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'opened', 'opened', 'bounced', 'delivered', 'clicked'])[1 + e.n % 10], s.id
  FROM (SELECT n, mod(abs(hashint8(n))::bigint, (SELECT count(*) FROM senders)) AS sender FROM generate_series($1::bigint, $2::bigint) n) e
  JOIN senders s ON s.n = e.sender ORDER BY e.n`;

/** Takes back the counting of the raw events, so that it can be measured again. Returns how many there are. */
export async function forgetCounting(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ first: string; days: string[]; count: number }>(
      `SELECT (min(sequence) - 1)::text AS first, array_agg(DISTINCT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')) AS days, count(*)::float8 FROM esp_events`,
    );
    const { first = "0", days = [], count = 0 } = rows[0] ?? {};
    await client.query("DELETE FROM tenant_daily_facts WHERE day = ANY($1::date[])", [days]);
    await client.query("DELETE FROM fleet_daily_facts WHERE day = ANY($1::date[])", [days]);
    await client.query("TRUNCATE tenant_hourly_facts");
    await client.query("UPDATE aggregation_watermarks SET sequence = $1 WHERE name = 'esp_events'", [first]);
    await client.query("VACUUM tenant_daily_facts");
    return count;
  } finally {
    await client.end();
  }
}

/** As a few minutes of mail change them: today's facts of so many tenants. */
export async function changeToday(ownerUrl: string, tenants: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      "UPDATE tenant_daily_facts SET updated_at = updated_at - interval '1 hour' WHERE updated_at > now() - interval '1 hour' AND day > now() - interval '3 days'",
    );
    await client.query(
      `UPDATE tenant_daily_facts f SET sent = sent + 1, delivered = delivered + 1, updated_at = clock_timestamp()
       FROM (SELECT id FROM tenants ORDER BY md5(id::text || random()) LIMIT $1) t WHERE f.tenant_id = t.id AND f.day = (now() AT TIME ZONE 'UTC')::date`,
      [tenants],
    );
  } finally {
    await client.end();
  }
}
