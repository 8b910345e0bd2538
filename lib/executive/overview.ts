import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { deliveryRate, volume } from "../figures/formulas/deliverability.ts";
import {
  issueCount,
  queueState,
  responseTime,
  serviceState,
  tenantCount,
  uptime,
} from "../figures/formulas/platform.ts";
import { amountTrend, pointsOf } from "../figures/formulas/trend.ts";
import { FigureSheet } from "../figures/sheet.ts";
import { type Coefficients, coefficientsOf } from "./coefficients.ts";
import { type FactsOf, loadFacts, type Mail } from "./facts.ts";
import { proposalsOf } from "./proposals.ts";
import { countTenants } from "./queries.ts";
import { reading } from "./reading.ts";
import type { Overview, TIMEFRAMES } from "./schema.ts";
import { loadSituation, readAt } from "./standings.ts";
import { daysBefore, moment, rolling, TIMEFRAME_DAYS } from "./windows.ts";

type Timeframe = (typeof TIMEFRAMES)[number];
type Facts = FactsOf<"mail" | "backbone" | "revenue" | "cost" | "providers" | "proposals">;
export type Composed<T> = { readonly data: T; readonly sheet: FigureSheet };

/** The overview with all its figures (contract §3.1), from read models alone. */
export async function composeOverview(
  db: Db,
  now: Date,
  timeframe: Timeframe,
): Promise<Composed<z.input<typeof Overview>>> {
  const [facts, situation, values] = await Promise.all([
    loadFacts(db, ["mail", "backbone", "revenue", "cost", "providers", "proposals"]),
    loadSituation(db, now),
    configuration(),
  ]);
  const coefficients = coefficientsOf(values);
  const { value: tenants, asOf } = await reading("tenants", now, () => countTenants(db, now));
  const window = rolling(timeframe, TIMEFRAME_DAYS[timeframe], facts.mail?.computedOn ?? now);
  const sheet = new FigureSheet({ endpoint: "overview", subject: null, window, ...readAt(situation, now) });
  const data = {
    timeframe,
    ...backbone(sheet, facts),
    tenant_metrics: {
      total_tenants: counted(sheet, "total_tenants", tenants.total, asOf),
      active_tenants: counted(sheet, "active_tenants", tenants.active, asOf),
      new_tenants_30d: counted(sheet, "new_tenants_30d", tenants.created30d, asOf),
    },
    deliverability: deliverability(sheet, facts, coefficients, timeframe),
    business_metrics: business(sheet, facts, coefficients),
  };
  return { data, sheet };
}

const counted = (sheet: FigureSheet, name: string, count: number, readOn: Date): number =>
  sheet.count(`tenant_metrics.${name}`, {
    formula: tenantCount,
    inputs: { count },
    sources: ["platform_database"],
    sampleSize: count,
    window: moment(),
    rows: { tenants: count },
    readOn,
  }) ?? count;

function backbone(sheet: FigureSheet, { backbone: facts }: Facts) {
  const about = {
    sources: ["backbone_health"],
    window: moment(),
    rows: { source_readings: facts?.rows ?? 0 },
  } as const;
  const services = facts && { healthy: facts.healthy, degraded: facts.degraded, down: facts.down };
  const state = (path: string) => sheet.word(path, { ...about, formula: serviceState, inputs: services });
  return {
    system_health: {
      overall_status: state("system_health.overall_status"),
      uptime: sheet.text("system_health.uptime", {
        ...about,
        formula: uptime,
        inputs: facts && facts.uptime !== null ? { share: facts.uptime } : null,
        rounding: "uptime",
        window: moment("last_30d"),
      }),
      active_incidents: sheet.count("system_health.active_incidents", {
        ...about,
        formula: issueCount,
        inputs: facts && { count: facts.incidents },
      }),
    },
    operations: {
      backbone_health: state("operations.backbone_health"),
      api_response_time: sheet.text("operations.api_response_time", {
        ...about,
        formula: responseTime,
        inputs: facts && { sumMs: facts.sumMs, services: facts.services },
        rounding: "milliseconds",
        sampleSize: facts?.services ?? null,
      }),
      queue_processing: sheet.word("operations.queue_processing", {
        ...about,
        formula: queueState,
        inputs: facts && { waiting: facts.waiting, failed: facts.failed },
      }),
    },
  };
}

function deliverability(sheet: FigureSheet, { mail }: Facts, { volumeFloor }: Coefficients, timeframe: Timeframe) {
  const days = TIMEFRAME_DAYS[timeframe];
  const { now, prior } = mail?.windows[String(days)] ?? { now: undefined, prior: undefined };
  const about = (of: Mail | undefined) => ({
    sources: ["esp_events"] as const,
    sampleSize: of?.sent ?? null,
    rows: { esp_events: of?.rows ?? 0 },
  });
  const end = mail?.computedOn ?? new Date(0);
  const before = {
    name: `${timeframe}_before`,
    start: new Date(`${daysBefore(end, 2 * days - 1)}T00:00:00Z`),
    end: new Date(`${daysBefore(end, days - 1)}T00:00:00Z`),
  };
  const rate = (path: string, of: Mail | undefined, window?: typeof before) =>
    sheet.text(`deliverability.${path}`, {
      ...about(of),
      formula: deliveryRate,
      inputs: of ? { ...volumeOf(of), volumeFloor } : null,
      rounding: "percent",
      ...(window && { window }),
    });
  const sent = (path: string, of: Mail | undefined, window?: typeof before) =>
    sheet.text(`deliverability.${path}`, {
      ...about(of),
      formula: volume,
      inputs: of ? { sent: of.sent } : null,
      rounding: "volume",
      ...(window && { window }),
    });
  return {
    overall_delivery_rate: rate("overall_delivery_rate", now),
    previous_delivery_rate: rate("previous_delivery_rate", prior, before),
    sent: sent("sent", now),
    previous_sent: sent("previous_sent", prior, before),
    issues_monitored: sheet.count("deliverability.issues_monitored", {
      sources: ["esp_events"],
      formula: issueCount,
      inputs: mail && { count: mail.issues },
      window: rolling("last_30d", 30, end),
      rows: { tenant_figures: mail?.issues ?? 0 },
    }),
  };
}

function business(sheet: FigureSheet, facts: Facts, { tolerancePercent }: Coefficients) {
  const { revenue } = facts;
  const months = revenue?.months ?? [];
  const proposals = proposalsOf(facts, 1);
  return {
    monthly_revenue: sheet.word("business_metrics.monthly_revenue", {
      formula: amountTrend,
      inputs: revenue && { points: pointsOf(months), tolerancePercent },
      sources: ["subscriptions"],
      sampleSize: months.length,
      window: moment("last_12_months"),
      rows: { subscriptions: revenue?.subscriptions ?? 0 },
    }),
    cost_optimization_opportunities: sheet.count("business_metrics.cost_optimization_opportunities", {
      formula: issueCount,
      inputs: proposals && { count: proposals.length },
      sources: ["infrastructure", "esp_billing"],
      window: moment(),
      rows: { opportunities: proposals?.length ?? 0 },
    }),
  };
}

const volumeOf = ({ sent, delivered, bounced, complained }: Mail) => ({ sent, delivered, bounced, complained });
