import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { incidentCount } from "../figures/formulas/platform.ts";
import { costTrack, performanceTrend, pointsOf } from "../figures/formulas/trend.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor } from "../operation/operation.ts";
import { openAlerts, openCount, openIncidents } from "./alerts.ts";
import type { Intelligence } from "./business-schema.ts";
import { type FactsOf, loadFacts } from "./facts.ts";
import type { Composed } from "./overview.ts";
import { loadSituation, readAt } from "./standings.ts";
import { moment } from "./windows.ts";

/** The intelligence summary (contract §3.5): open alerts within the scope, directions of the whole platform. */
export async function composeIntelligence(
  db: Db,
  now: Date,
  { tenantScope }: Pick<Actor, "tenantScope">,
): Promise<Composed<z.input<typeof Intelligence>>> {
  const [facts, situation, values, open, incidents] = await Promise.all([
    loadFacts(db, ["mail", "cost", "providers", "revenue"]),
    loadSituation(db, now),
    configuration(),
    openAlerts(db, tenantScope),
    openIncidents(db, tenantScope),
  ]);
  const sheet = new FigureSheet({
    endpoint: "intelligence",
    subject: null,
    window: moment(),
    ...readAt(situation, now),
  });
  const { critical, high, medium, low } = open;
  const data = {
    alerts: {
      high_priority: openCount(sheet, "alerts.high_priority", critical + high),
      medium_priority: openCount(sheet, "alerts.medium_priority", medium),
      low_priority: openCount(sheet, "alerts.low_priority", low),
      critical: openCount(sheet, "alerts.critical", critical),
      total: openCount(sheet, "alerts.total", critical + high + medium + low),
    },
    incidents: { open: openCount(sheet, "incidents.open", incidents, incidentCount) },
    trends: trendsOf(sheet, facts, values["executive.trendTolerancePercent"]),
  };
  return { data, sheet };
}

function trendsOf(
  sheet: FigureSheet,
  { mail, providers, revenue }: FactsOf<"mail" | "providers" | "revenue">,
  tolerancePercent: number,
) {
  const weeks = (mail?.weeks ?? []).map(({ sent, delivered }) => (delivered / sent) * 100);
  const bills = providers?.months ?? [];
  const months = revenue?.months ?? [];
  const direction = (points: readonly number[], isKnown: boolean) =>
    isKnown ? { points: pointsOf(points), tolerancePercent } : null;
  return {
    system_performance: sheet.word("trends.system_performance", {
      formula: performanceTrend,
      inputs: direction(weeks, mail !== null),
      sources: ["esp_events"],
      sampleSize: weeks.length,
      window: moment("last_13_weeks"),
      rows: { fleet_daily_facts: weeks.length * 7 },
    }),
    cost_optimization: sheet.word("trends.cost_optimization", {
      formula: costTrack,
      inputs: direction(bills, providers !== null),
      sources: ["esp_billing"],
      sampleSize: bills.length,
      window: moment("last_12_months"),
      rows: { source_readings: providers?.rows ?? 0 },
    }),
    business_metrics: sheet.word("trends.business_metrics", {
      formula: performanceTrend,
      inputs: direction(months, revenue !== null),
      sources: ["subscriptions"],
      sampleSize: months.length,
      window: moment("last_12_months"),
      rows: { subscriptions: revenue?.subscriptions ?? 0 },
    }),
  };
}
