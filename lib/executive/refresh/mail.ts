import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { CLASSES, classify, type Volume } from "../../figures/formulas/deliverability.ts";
import { atRiskUsd } from "../../figures/formulas/revenue.ts";
import type { Coefficients } from "../coefficients.ts";
import type { Mail } from "../facts.ts";
import { dayOf, daysBefore } from "../windows.ts";

/** Tenants that one transaction brings up to date. */
const BATCH = 500;
const WINDOW_DAYS = [30, 90, 182, 365] as const;
/** The shortest window that a day of this age lies in: each day is read once, whatever the number of windows. */
const SHORTEST = Prisma.raw(`CASE ${WINDOW_DAYS.map((days) => `WHEN age < ${days} THEN ${days}`).join(" ")} END`);

interface Sums {
  readonly tenantId: string;
  readonly now: Mail;
  readonly prior: Mail;
}

/** Sums the last 30 and the prior 30 days of the tenants that need it. Returns how many there were, at most one batch. */
export async function refreshMail(tx: Db, coefficients: Coefficients, now: Date): Promise<number> {
  const today = dayOf(now);
  const due = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenant_figures WHERE mail_on IS DISTINCT FROM ${today}::date
    ORDER BY tenant_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
  const ids = due.map(({ tenantId }) => tenantId);
  const found = await tx.$queryRaw<Sums[]>`
    SELECT tenant_id AS "tenantId",
      jsonb_build_object('sent', coalesce(sum(sent) FILTER (WHERE recent), 0), 'delivered', coalesce(sum(delivered) FILTER (WHERE recent), 0),
        'bounced', coalesce(sum(bounced) FILTER (WHERE recent), 0), 'complained', coalesce(sum(complained) FILTER (WHERE recent), 0),
        'rows', count(*) FILTER (WHERE recent)) AS now,
      jsonb_build_object('sent', coalesce(sum(sent) FILTER (WHERE NOT recent), 0), 'delivered', coalesce(sum(delivered) FILTER (WHERE NOT recent), 0),
        'bounced', coalesce(sum(bounced) FILTER (WHERE NOT recent), 0), 'complained', coalesce(sum(complained) FILTER (WHERE NOT recent), 0),
        'rows', count(*) FILTER (WHERE NOT recent)) AS prior
    FROM (
      SELECT *, day > ${daysBefore(now, 30)}::date AS recent FROM tenant_daily_facts
      WHERE tenant_id = ANY(${ids}::uuid[]) AND day > ${daysBefore(now, 60)}::date AND day <= ${today}::date
    ) days GROUP BY tenant_id`;
  const sums = new Map(found.map((row) => [row.tenantId, row]));
  const rows = ids.map((tenantId) =>
    figuresOf(sums.get(tenantId) ?? { tenantId, now: NONE, prior: NONE }, coefficients),
  );
  await tx.$executeRaw`
    UPDATE tenant_figures f SET mail_on = ${today}::date, mail_at = ${now.toISOString()}::timestamptz, mail_rows = v.mail_rows,
      sent = v.sent, delivered = v.delivered, bounced = v.bounced, complained = v.complained, prior_sent = v.prior_sent,
      prior_delivered = v.prior_delivered, prior_bounced = v.prior_bounced, prior_complained = v.prior_complained,
      risk_rank = v.risk_rank, at_risk_cents = v.at_risk_cents, delivery_rate = v.delivery_rate
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v(tenant_id uuid, mail_rows integer, sent bigint, delivered bigint,
      bounced bigint, complained bigint, prior_sent bigint, prior_delivered bigint, prior_bounced bigint, prior_complained bigint,
      risk_rank smallint, at_risk_cents bigint, delivery_rate double precision)
    WHERE f.tenant_id = v.tenant_id`;
  return ids.length;
}

/** Sums the windows of revenue protection of the tenants that need it. Returns how many there were, at most one batch. */
export async function refreshWindows(tx: Db, coefficients: Coefficients, now: Date): Promise<number> {
  const today = dayOf(now);
  const due = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenant_figures WHERE long_on IS DISTINCT FROM ${today}::date
    ORDER BY tenant_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
  const ids = due.map(({ tenantId }) => tenantId);
  const found = await tx.$queryRaw<(Mail & { tenantId: string; days: number })[]>`
    SELECT tenant_id AS "tenantId", w.days, sum(sent)::float8 AS sent, sum(delivered)::float8 AS delivered, sum(bounced)::float8 AS bounced,
      sum(complained)::float8 AS complained, sum(rows)::integer AS rows
    FROM (
      SELECT tenant_id, ${SHORTEST} AS within, sum(sent) AS sent, sum(delivered) AS delivered, sum(bounced) AS bounced,
        sum(complained) AS complained, count(*) AS rows
      FROM (SELECT *, ${today}::date - day AS age FROM tenant_daily_facts
        WHERE tenant_id = ANY(${ids}::uuid[]) AND day > ${daysBefore(now, 365)}::date AND day <= ${today}::date) days
      GROUP BY 1, 2
    ) parts JOIN unnest(${[...WINDOW_DAYS]}::integer[]) AS w(days) ON within <= w.days GROUP BY 1, 2`;
  await tx.$executeRaw`DELETE FROM tenant_windows WHERE tenant_id = ANY(${ids}::uuid[])`;
  const rows = found.map((sums) => ({
    ...rankedOf(sums, coefficients),
    tenant_id: sums.tenantId,
    days: sums.days,
    sent: sums.sent,
    delivered: sums.delivered,
    bounced: sums.bounced,
    complained: sums.complained,
    mail_rows: sums.rows,
    computed_on: now.toISOString(),
  }));
  await tx.$executeRaw`
    INSERT INTO tenant_windows SELECT v.days, v.tenant_id, v.sent, v.delivered, v.bounced, v.complained, v.mail_rows, v.risk_rank,
      v.at_risk_cents, v.computed_on
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v(days smallint, tenant_id uuid, sent bigint, delivered bigint, bounced bigint,
      complained bigint, mail_rows integer, risk_rank smallint, at_risk_cents bigint, computed_on timestamptz)`;
  await tx.$executeRaw`UPDATE tenant_figures SET long_on = ${today}::date WHERE tenant_id = ANY(${ids}::uuid[])`;
  return ids.length;
}

const NONE: Mail = { sent: 0, delivered: 0, bounced: 0, complained: 0, rows: 0 };

/** The share of sent messages that was complained about as revenue at risk counts it: sent × complained / delivered. */
export const complainedShare = ({
  sent,
  delivered,
  complained,
}: Pick<Mail, "sent" | "delivered" | "complained">): number => (delivered === 0 ? 0 : (sent * complained) / delivered);

/** Rank and money by which tenants are sorted; -1 where there is too little mail to have a class. */
function rankedOf(mail: Mail, { volumeFloor, limits, rates }: Coefficients) {
  const volume: Volume = { ...mail, volumeFloor };
  const isEnough = mail.sent >= volumeFloor;
  const usd = atRiskUsd({ bounced: mail.bounced, complainedShare: complainedShare(mail), ...rates });
  return {
    risk_rank: isEnough ? CLASSES.indexOf(classify(volume, limits)) : -1,
    at_risk_cents: Math.round(usd * 100),
    delivery_rate: isEnough ? (mail.delivered / mail.sent) * 100 : -1,
  };
}

const figuresOf = ({ tenantId, now, prior }: Sums, coefficients: Coefficients) => ({
  ...rankedOf(now, coefficients),
  tenant_id: tenantId,
  mail_rows: now.rows,
  sent: now.sent,
  delivered: now.delivered,
  bounced: now.bounced,
  complained: now.complained,
  prior_sent: prior.sent,
  prior_delivered: prior.delivered,
  prior_bounced: prior.bounced,
  prior_complained: prior.complained,
});
