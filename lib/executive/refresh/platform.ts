import type { Db } from "../../db/client.ts";
import { type Mail, type RiskFacts, saveFacts } from "../facts.ts";
import { dayOf, daysBefore } from "../windows.ts";

const TIMEFRAMES = [7, 30, 90] as const;
const WEEKS = 13;

/** The fleet's mail over the timeframes of the overview, each with the equal window before, and week by week. */
export async function refreshFleetMail(tx: Db, now: Date): Promise<void> {
  const today = dayOf(now);
  const rows = await tx.$queryRaw<(Mail & { days: number; prior: boolean })[]>`
    SELECT w.days, f.day <= ${today}::date - w.days AS prior, sum(sent)::float8 AS sent, sum(delivered)::float8 AS delivered,
      sum(bounced)::float8 AS bounced, sum(complained)::float8 AS complained, sum(events)::float8 AS rows
    FROM fleet_daily_facts f JOIN unnest(${[...TIMEFRAMES]}::integer[]) AS w(days) ON f.day > ${today}::date - 2 * w.days
    WHERE f.day <= ${today}::date GROUP BY 1, 2`;
  const weeks = await tx.$queryRaw<{ week: string; sent: number; delivered: number }[]>`
    SELECT to_char(date_trunc('week', day), 'YYYY-MM-DD') AS week, sum(sent)::float8 AS sent, sum(delivered)::float8 AS delivered
    FROM fleet_daily_facts WHERE day >= date_trunc('week', ${today}::date) - make_interval(weeks => ${WEEKS}::integer)
      AND day < date_trunc('week', ${today}::date) GROUP BY 1 HAVING sum(sent) > 0 ORDER BY 1`;
  const [issues] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer FROM tenant_figures WHERE is_live AND risk_rank >= 1`;
  const mail = (days: number, prior: boolean): Mail => {
    const {
      sent,
      delivered,
      bounced,
      complained,
      rows: read,
    } = rows.find((row) => row.days === days && row.prior === prior) ?? NONE;
    return { sent, delivered, bounced, complained, rows: read };
  };
  const windows = Object.fromEntries(
    TIMEFRAMES.map((days) => [String(days), { now: mail(days, false), prior: mail(days, true) }]),
  );
  await saveFacts(tx, "mail", { windows, weeks, issues: issues?.count ?? 0 }, now);
}

const NONE: Mail = { sent: 0, delivered: 0, bounced: 0, complained: 0, rows: 0 };

/** What is at risk over one window: sums over tenants, issues that were found and that were resolved. */
export async function refreshRisk(tx: Db, days: 30 | 90 | 182 | 365, now: Date): Promise<void> {
  const [sums] = await tx.$queryRaw<Omit<RiskFacts, "identified" | "resolved">[]>`
    SELECT coalesce(sum(w.bounced), 0)::float8 AS bounced, count(*)::integer AS tenants,
      coalesce(sum(CASE WHEN w.delivered > 0 THEN w.sent::float8 * w.complained / w.delivered END), 0)::float8 AS "complainedShare",
      count(*) FILTER (WHERE w.risk_rank = 3)::integer AS "criticalTenants", coalesce(sum(w.mail_rows), 0)::integer AS rows,
      to_char(min(w.computed_on) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "summedOn"
    FROM tenant_windows w JOIN tenants t ON t.id = w.tenant_id WHERE w.days = ${days} AND t.deleted_on IS NULL`;
  const [issues] = await tx.$queryRaw<{ identified: number; resolved: number }[]>`
    SELECT count(*)::integer AS identified, count(*) FILTER (WHERE status = 'resolved')::integer AS resolved FROM alerts
    WHERE category IN ('revenue_risk', 'deliverability') AND created_on >= ${daysBefore(now, days - 1)}::date::timestamp AT TIME ZONE 'UTC'`;
  const none = { bounced: 0, tenants: 0, complainedShare: 0, criticalTenants: 0, rows: 0, summedOn: null };
  const facts = { ...(sums ?? none), ...(issues ?? { identified: 0, resolved: 0 }) };
  await saveFacts(tx, `risk_${days}`, facts, now);
}

/** What the backbone last said of its services, queues and incidents. */
export async function refreshBackbone(tx: Db, now: Date): Promise<void> {
  const [row] = await tx.$queryRaw<
    {
      healthy: number;
      degraded: number;
      down: number;
      sumMs: number;
      services: number;
      waiting: number;
      failed: number;
      queues: number;
      incidents: number;
      uptime: number | null;
      rows: number;
    }[]
  >`
    SELECT count(*) FILTER (WHERE kind = 'service' AND payload ->> 'status' = 'healthy')::integer AS healthy,
      count(*) FILTER (WHERE kind = 'service' AND payload ->> 'status' = 'degraded')::integer AS degraded,
      count(*) FILTER (WHERE kind = 'service' AND payload ->> 'status' = 'down')::integer AS down,
      coalesce(sum((payload #>> '{response_time_ms,avg}')::float8) FILTER (WHERE kind = 'service'), 0) AS "sumMs",
      count(payload #>> '{response_time_ms,avg}') FILTER (WHERE kind = 'service')::integer AS services,
      coalesce(max((payload ->> 'waiting')::float8) FILTER (WHERE kind = 'queue'), 0) AS waiting,
      coalesce(max((payload ->> 'failed')::float8) FILTER (WHERE kind = 'queue'), 0) AS failed,
      count(*) FILTER (WHERE kind = 'queue')::integer AS queues,
      count(*) FILTER (WHERE kind = 'incident' AND payload ->> 'resolved_at' IS NULL)::integer AS incidents,
      max((payload ->> 'value')::float8) FILTER (WHERE kind = 'uptime') AS uptime, count(*)::integer AS rows
    FROM source_readings WHERE source = 'backbone_health' AND kind <> 'day'`;
  if (row !== undefined && row.rows > 0) {
    await saveFacts(tx, "backbone", row, now);
  }
}
