import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import { AppError } from "../core/errors.ts";
import { COST_LABEL } from "../cost/counted.ts";
import type { Db } from "../db/client.ts";
import { businessHealth, costEfficiency, listPrice } from "../figures/formulas/cost.ts";
import { bounceRate, complaintRate, deliveryRate, reputation, volume } from "../figures/formulas/deliverability.ts";
import { amountTrend, pointsOf } from "../figures/formulas/trend.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor } from "../operation/operation.ts";
import { HIDDEN, seesCost } from "./access.ts";
import { alertsOf, openCount } from "./alerts.ts";
import { type Coefficients, coefficientsOf } from "./coefficients.ts";
import type { Composed } from "./overview.ts";
import { weeksOf } from "./refresh/cost.ts";
import { loadSituation, readAt } from "./standings.ts";
import {
  atRiskFigure,
  costFigure,
  deliveryFigure,
  mailOf,
  ofCost,
  ofMail,
  riskFigure,
  sentFigure,
} from "./tenant-figures.ts";
import { TENANT_COLUMNS, type TenantRow } from "./tenant-row.ts";
import type { TenantSummary } from "./tenant-summary-schema.ts";
import { daysBefore, moment, rolling } from "./windows.ts";

/** One tenant's summary with all its figures (contract §3.2). Throws NOT_FOUND for an unknown tenant. */
export async function composeTenantSummary(
  db: Db,
  now: Date,
  tenantId: string,
  actor: Pick<Actor, "role">,
): Promise<Composed<z.input<typeof TenantSummary>>> {
  const [rows, situation, values, alerts, weeks] = await Promise.all([
    db.$queryRaw<TenantRow[]>`
      SELECT ${TENANT_COLUMNS} FROM tenants t JOIN tenant_figures f ON f.tenant_id = t.id WHERE t.id = ${tenantId}::uuid`,
    loadSituation(db, now),
    configuration(),
    alertsOf(db, tenantId),
    weeksOf(db, tenantId),
  ]);
  const [row] = rows;
  if (row === undefined) {
    throw new AppError("NOT_FOUND");
  }
  const coefficients = coefficientsOf(values);
  const window = rolling("last_30d", 30, row.mailAt ?? now);
  const sheet = new FigureSheet({ endpoint: "tenant-summary", subject: tenantId, window, ...readAt(situation, now) });
  const data = {
    tenant_id: row.tenantId,
    tenant_profile: { name: row.name, code: row.code, plan: row.plan, segment: row.segment, status: row.status },
    system_metrics: {
      sent_30d: sentFigure(sheet, row, coefficients, { path: "system_metrics" }),
      delivery_rate: deliveryFigure(sheet, row, coefficients, { path: "system_metrics" }),
      ...before(sheet, row, coefficients),
    },
    deliverability: deliverability(sheet, row, coefficients),
    revenue_value: value(sheet, row, coefficients, actor),
    cost_analysis: cost(sheet, row, coefficients, { weeks, actor }),
    system_alerts: {
      active: openCount(sheet, "system_alerts.active", alerts.active),
      active_critical_or_high: openCount(
        sheet,
        "system_alerts.active_critical_or_high",
        alerts.active_critical_or_high,
      ),
      recent_notifications: alerts.recent_notifications,
    },
  };
  return { data, sheet };
}

function before(sheet: FigureSheet, row: TenantRow, { volumeFloor }: Coefficients) {
  const end = row.mailAt ?? new Date(0);
  const about = {
    ...ofMail(row),
    sampleSize: row.priorSent,
    window: {
      name: "last_30d_before",
      start: new Date(`${daysBefore(end, 59)}T00:00:00Z`),
      end: new Date(`${daysBefore(end, 29)}T00:00:00Z`),
    },
  };
  const prior = row.mailAt && {
    sent: row.priorSent,
    delivered: row.priorDelivered,
    bounced: row.priorBounced,
    complained: row.priorComplained,
    volumeFloor,
  };
  return {
    previous_sent_30d: sheet.text("system_metrics.previous_sent_30d", {
      ...about,
      formula: volume,
      inputs: prior && { sent: prior.sent },
      rounding: "volume",
    }),
    previous_delivery_rate: sheet.text("system_metrics.previous_delivery_rate", {
      ...about,
      formula: deliveryRate,
      inputs: prior,
      rounding: "percent",
    }),
  };
}

function deliverability(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients) {
  const mail = mailOf(row, coefficients);
  const about = { ...ofMail(row), inputs: mail };
  return {
    rate_30d: sheet.text("deliverability.rate_30d", { ...about, formula: deliveryRate, rounding: "percentWide" }),
    bounce_rate: sheet.text("deliverability.bounce_rate", { ...about, formula: bounceRate, rounding: "percent" }),
    complaint_rate: sheet.text("deliverability.complaint_rate", {
      ...about,
      formula: complaintRate,
      rounding: "percent",
    }),
    reputation: sheet.word("deliverability.reputation", {
      ...about,
      formula: reputation,
      sources: ["esp_events", "infrastructure"],
      inputs: mail &&
        row.costAt && { ...mail, ...coefficients.limits, addressState: row.addressState, listings: row.listings },
    }),
    risk: riskFigure(sheet, row, coefficients, { path: "deliverability" }),
  };
}

function value(sheet: FigureSheet, row: TenantRow, coefficients: Coefficients, actor: Pick<Actor, "role">) {
  const isShown = seesCost(actor);
  const priced = row.revenueAt && { priceCents: row.priceCents ?? 0 };
  const both = priced && row.costAt && { ...priced, costCents: row.serverCents + row.addressCents };
  const ofPrice = {
    sources: ["subscriptions"] as const,
    window: moment(),
    sampleSize: row.subscriptions,
    rows: { subscriptions: row.subscriptions },
  };
  const ofBoth = { ...ofPrice, sources: ["subscriptions", "infrastructure"] as const };
  return {
    subscription_status: row.subscriptionStatus,
    monthly_price: sheet.text("revenue_value.monthly_price", {
      ...ofPrice,
      formula: listPrice,
      inputs: priced,
      rounding: "tenantCost",
    }),
    revenue_at_risk: atRiskFigure(sheet, row, coefficients, { path: "revenue_value" }),
    business_health: isShown
      ? sheet.word("revenue_value.business_health", {
          ...ofBoth,
          formula: businessHealth,
          inputs: both && { ...both, ...coefficients.health },
        })
      : null,
    cost_efficiency: isShown
      ? sheet.text("revenue_value.cost_efficiency", {
          ...ofBoth,
          formula: costEfficiency,
          inputs: both,
          rounding: "percentWide",
        })
      : null,
  };
}

function cost(
  sheet: FigureSheet,
  row: TenantRow,
  { tolerancePercent }: Coefficients,
  { weeks, actor }: { readonly weeks: readonly number[]; readonly actor: Pick<Actor, "role"> },
) {
  if (!seesCost(actor)) {
    return { monthly_cost: null, cost_trend: null, label: COST_LABEL, hidden: HIDDEN };
  }
  return {
    monthly_cost: costFigure(sheet, row, { path: "cost_analysis" }),
    cost_trend: sheet.word("cost_analysis.cost_trend", {
      ...ofCost(row),
      formula: amountTrend,
      inputs: row.costAt && { points: pointsOf(weeks), tolerancePercent },
      sampleSize: weeks.length,
      window: moment("last_26_weeks"),
      rows: { cost_history: weeks.length },
    }),
    label: COST_LABEL,
  };
}
