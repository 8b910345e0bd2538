import { asOwner } from "../testing/rows.ts";
import { refreshFigures } from "./refresh/refresh.ts";
import { dayOf } from "./windows.ts";

const DAY_MS = 86_400_000;

/** The UTC day so many days ago, 0 being today. */
export const daysAgo = (days: number): string => dayOf(new Date(Date.now() - days * DAY_MS));

export interface DayOfMail {
  readonly day: string;
  readonly sent: number;
  readonly bounced?: number;
  readonly complained?: number;
}

/** Facts of a tenant's days, and the same of the fleet, as the aggregation leaves them. */
export async function addMail(tenantId: string, days: readonly DayOfMail[]): Promise<void> {
  const rows = days.map(({ day, sent, bounced = 0, complained = 0 }) => ({
    tenant_id: tenantId,
    day,
    sent,
    delivered: sent - bounced,
    bounced,
    complained,
  }));
  const columns = "tenant_id uuid, day date, sent bigint, delivered bigint, bounced bigint, complained bigint";
  await asOwner(
    `INSERT INTO tenant_daily_facts (tenant_id, day, sent, delivered, bounced, complained, events, last_occurred_at, updated_at)
     SELECT tenant_id, day, sent, delivered, bounced, complained, sent, day, clock_timestamp() FROM jsonb_to_recordset($1::jsonb) AS v(${columns})
     ON CONFLICT (tenant_id, day) DO UPDATE SET sent = tenant_daily_facts.sent + excluded.sent, delivered = tenant_daily_facts.delivered + excluded.delivered,
       bounced = tenant_daily_facts.bounced + excluded.bounced, complained = tenant_daily_facts.complained + excluded.complained,
       updated_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
  await asOwner(
    `INSERT INTO fleet_daily_facts (day, is_attributed, sent, delivered, bounced, complained, events, last_occurred_at)
     SELECT day, true, sum(sent), sum(delivered), sum(bounced), sum(complained), sum(sent), day FROM jsonb_to_recordset($1::jsonb) AS v(${columns})
     GROUP BY day
     ON CONFLICT (day, is_attributed) DO UPDATE SET sent = fleet_daily_facts.sent + excluded.sent, delivered = fleet_daily_facts.delivered + excluded.delivered,
       bounced = fleet_daily_facts.bounced + excluded.bounced, complained = fleet_daily_facts.complained + excluded.complained`,
    [JSON.stringify(rows)],
  );
}

/** The same mail on each of so many days, the latest today. */
export const everyDay = (days: number, mail: Omit<DayOfMail, "day">): DayOfMail[] =>
  Array.from({ length: days }, (_, back) => ({ ...mail, day: daysAgo(back) }));

/** Says when sources last answered; all of them now where nothing is said. */
export async function sourcesAnswered(ages: Readonly<Record<string, number | null>> = {}): Promise<void> {
  await asOwner("UPDATE source_health SET state = 'healthy', last_success_at = now()");
  for (const [source, minutes] of Object.entries(ages)) {
    await asOwner(
      "UPDATE source_health SET last_success_at = CASE WHEN $2::int IS NULL THEN NULL ELSE now() - make_interval(mins => $2) END WHERE source = $1",
      [source, minutes],
    );
  }
}

/** A server of the fleet and its addresses, each with the tenants that send from it. */
export async function addServer(
  id: string,
  cents: number,
  addresses: readonly {
    readonly ip: string;
    readonly cents: number;
    readonly tenants: readonly string[];
    readonly state?: string;
  }[] = [],
  tenantId: string | null = null,
): Promise<void> {
  await asOwner(
    `INSERT INTO vps_instances (instance_id, name, status, tenant_id, monthly_cost_minor, cost_basis, as_of)
     VALUES ($1, $1, 'active', $2, $3, 'configured', clock_timestamp())`,
    [id, tenantId, cents],
  );
  for (const { ip, cents: price, tenants, state } of addresses) {
    await asOwner(
      `INSERT INTO smtp_ips (ip_address, instance_id, status, reputation_state, monthly_cost_minor, as_of)
       VALUES ($1, $2, 'warmed', $3, $4, clock_timestamp())`,
      [ip, id, state ?? "good", price],
    );
    for (const tenant of tenants) {
      await asOwner(
        `INSERT INTO ip_assignments (tenant_id, domain, ip_address, status, as_of) VALUES ($1, $2, $3, 'active', clock_timestamp())`,
        [tenant, `${tenant}.example.com`, ip],
      );
    }
  }
}

/** A running subscription at so many cents a month, since so many days ago. */
export const addSubscription = (tenantId: string, cents: number, days = 300) =>
  asOwner(
    `INSERT INTO subscriptions (subscription_id, tenant_id, plan, status, list_price_minor, currency, started_at, source_event_id, as_of)
     VALUES ('sub_' || gen_random_uuid(), $1, 'professional', 'active', $2, 'USD', now() - make_interval(days => $3), 'evt', now())`,
    [tenantId, cents, days],
  );

/** A reading of a source. */
export const addReading = (source: string, kind: string, subject: string, payload: object) =>
  asOwner(
    `INSERT INTO source_readings (source, kind, subject, taken_at, payload) VALUES ($1, $2, $3, now(), $4)
     ON CONFLICT (source, kind, subject) DO UPDATE SET payload = excluded.payload, taken_at = now()`,
    [source, kind, subject, JSON.stringify(payload)],
  );

/** A backbone at work, with one degraded service. */
export async function addBackbone(): Promise<void> {
  await addReading("backbone_health", "service", "api", {
    status: "healthy",
    response_time_ms: { avg: 100, p95: 1, p99: 1 },
  });
  await addReading("backbone_health", "service", "smtp", {
    status: "degraded",
    response_time_ms: { avg: 200, p95: 1, p99: 1 },
  });
  await addReading("backbone_health", "queue", "mail", { waiting: 120, active: 1, failed: 0, completed_last_hour: 5 });
  await addReading("backbone_health", "incident", "i1", {
    title: "Slow",
    severity: "low",
    status: "open",
    started_at: "2026-01-01T00:00:00Z",
    resolved_at: null,
  });
  await addReading("backbone_health", "uptime", "30d", { value: 0.9992 });
}

/** Bills of a provider for so many whole months, the latest the last one. */
export async function addBills(
  provider: string,
  months: number,
  lowMinor: number,
  highMinor: number,
  volume: number,
): Promise<void> {
  for (let back = 1; back <= months; back += 1) {
    const now = new Date();
    const period = dayOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back))).slice(0, 7);
    await addReading("esp_billing", "month", `${provider} ${period}`, {
      provider,
      period,
      currency: "USD",
      amount_low_minor: lowMinor,
      amount_high_minor: highMinor,
      volume,
      fetched_at: now.toISOString(),
      origin: "api",
    });
  }
}

/** An alert of a tenant. */
export const addAlert = (
  tenantId: string | null,
  values: {
    readonly priority?: string;
    readonly category?: string;
    readonly status?: string;
    readonly hoursAgo?: number;
    readonly title?: string;
  },
) => {
  const {
    priority = "medium",
    category = "deliverability",
    status = "open",
    hoursAgo = 1,
    title = "Bounces above the limit",
  } = values;
  return asOwner<{ id: string }>(
    `INSERT INTO alerts (id, type, priority, title, summary, tenant_id, status, category, created_on, last_on, resolved_on)
     VALUES (gen_random_uuid(), 'threshold', $1, $2, 'More than usual', $3, $4::varchar, $5, now() - make_interval(hours => $6), now() - make_interval(hours => $6),
       CASE WHEN $4::varchar = 'resolved' THEN now() END) RETURNING id`,
    [priority, title, tenantId, status, category, hoursAgo],
  );
};

/** Brings the read models up to date at once. */
export const refresh = (): Promise<void> => refreshFigures();
