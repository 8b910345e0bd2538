import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { alertCount } from "../figures/formulas/platform.ts";
import { costTrack, performanceTrend, pointsOf } from "../figures/formulas/trend.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor } from "../operation/operation.ts";
import { openAlerts } from "./alerts.ts";
import type { Intelligence } from "./business-schema.ts";
import { loadFacts } from "./facts.ts";
import type { Composed } from "./overview.ts";
import { loadSituation, readAt } from "./standings.ts";
import { moment } from "./windows.ts";

/** The intelligence summary (contract §3.5): open alerts within the scope, directions of the whole platform. */
export async function composeIntelligence(
  db: Db,
  now: Date,
  { tenantScope }: Pick<Actor, "tenantScope">,
): Promise<Composed<z.input<typeof Intelligence>>> {
  const [facts, situation, values, open] = await Promise.all([
    loadFacts(db, ["mail", "cost", "providers", "revenue"]),
    loadSituation(db, now),
    configuration(),
    openAlerts(db, tenantScope),
  ]);
  const sheet = new FigureSheet({
    endpoint: "intelligence",
    subject: null,
    window: moment(),
    ...readAt(situation, now),
  });
  const tolerancePercent = values["executive.trendTolerancePercent"];
  const { critical, high, medium, low } = open;
  const count = (name: string, alerts: number): number =>
    sheet.count(`alerts.${name}`, {
      formula: alertCount,
      inputs: { count: alerts },
      sources: ["platform_database"],
      sampleSize: alerts,
      rows: { alerts },
    }) ?? alerts;
  const weeks = (facts.mail?.weeks ?? []).map(({ sent, delivered }) => (delivered / sent) * 100);
  const bills = facts.providers?.months ?? [];
  const months = facts.revenue?.months ?? [];
  const direction = (points: readonly number[], isKnown: boolean) =>
    isKnown ? { points: pointsOf(points), tolerancePercent } : null;
  const data = {
    alerts: {
      high_priority: count("high_priority", critical + high),
      medium_priority: count("medium_priority", medium),
      low_priority: count("low_priority", low),
      critical: count("critical", critical),
      total: count("total", critical + high + medium + low),
    },
    trends: {
      system_performance: sheet.word("trends.system_performance", {
        formula: performanceTrend,
        inputs: direction(weeks, facts.mail !== null),
        sources: ["esp_events"],
        sampleSize: weeks.length,
        window: moment("last_13_weeks"),
        rows: { fleet_daily_facts: weeks.length * 7 },
      }),
      cost_optimization: sheet.word("trends.cost_optimization", {
        formula: costTrack,
        inputs: direction(bills, facts.providers !== null),
        sources: ["esp_billing"],
        sampleSize: bills.length,
        window: moment("last_12_months"),
        rows: { source_readings: facts.providers?.rows ?? 0 },
      }),
      business_metrics: sheet.word("trends.business_metrics", {
        formula: performanceTrend,
        inputs: direction(months, facts.revenue !== null),
        sources: ["subscriptions"],
        sampleSize: months.length,
        window: moment("last_12_months"),
        rows: { subscriptions: facts.revenue?.subscriptions ?? 0 },
      }),
    },
  };
  return { data, sheet };
}
