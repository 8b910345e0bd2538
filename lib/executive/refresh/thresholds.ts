import { keepAlerts, type StandingDraft } from "../../alerts/index.ts";
import type { Db } from "../../db/client.ts";
import type { Coefficients } from "../coefficients.ts";
import { providerCents } from "../cost.ts";
import { type FactsOf, loadFacts } from "../facts.ts";
import { proposalsOf } from "../proposals.ts";
import { loadSituation } from "../standings.ts";
import { TENANT_COLUMNS, type TenantRow } from "../tenant-row.ts";
import { METRIC_SOURCES, metricOf, shownAs, THRESHOLD, tenantThresholds, thresholdKey } from "../thresholds.ts";

/**
 * Raises an alert for every limit of deliverability, revenue and cost that a figure has reached, and resolves those of figures that lie
 * below again. A figure whose source has fallen silent is not known: it neither raises nor resolves.
 */
export async function refreshThresholds(tx: Db, coefficients: Coefficients, now: Date): Promise<void> {
  const [rows, facts, { standings }] = [
    await suspects(tx, coefficients),
    await loadFacts(tx, ["cost", "providers", "proposals"]),
    await loadSituation(tx, now),
  ];
  const holding = [
    ...rows.flatMap((row) => tenantThresholds(row, coefficients)),
    ...savings(facts, coefficients),
    ...budget(facts, coefficients),
  ];
  const isKnown = (key: string): boolean => {
    const metric = metricOf(key);
    return metric !== undefined && METRIC_SOURCES[metric].every((source) => standings[source].state !== "missing");
  };
  await keepAlerts(tx, THRESHOLD, holding, isKnown, now);
}

/** Tenants of which a figure may have reached a limit; the formulas decide. */
const suspects = (tx: Db, { alertLimits }: Coefficients): Promise<TenantRow[]> => tx.$queryRaw<TenantRow[]>`
  SELECT ${TENANT_COLUMNS} FROM tenant_figures f JOIN tenants t ON t.id = f.tenant_id
  WHERE f.is_live AND (f.risk_rank >= 1 OR f.at_risk_cents >= ${alertLimits.riskMediumUsd * 100 - 1}::bigint
    OR (f.price_cents > 0 AND f.monthly_cost_cents > 0 AND (f.price_cents - f.monthly_cost_cents) * 100 < f.price_cents * ${alertLimits.efficiencyPercent}::bigint))`;

type Facts = FactsOf<"cost" | "providers" | "proposals">;

const ofFleet = {
  type: THRESHOLD,
  scope: "business",
  category: "cost_anomaly",
} as const;

function savings(facts: Facts, { alertLimits }: Coefficients): StandingDraft[] {
  const large = (proposalsOf(facts, 1) ?? []).filter(({ cents }) => cents > alertLimits.savingUsd * 100);
  return large.map(({ id, type, rationale, cents, source }) => {
    const impactRange = shownAs(cents / 100, "modelledMoney");
    return {
      ...ofFleet,
      priority: "high",
      title: `A saving is possible: ${type.replaceAll("_", " ")}`,
      summary: `${rationale}; ${impactRange} USD, modelled`,
      impactRange,
      dedupeKey: thresholdKey(source === "business_events" ? "reported_saving" : "fleet_saving", "month", id),
    };
  });
}

function budget(facts: Facts, { alertLimits }: Coefficients): StandingDraft[] {
  const { budgetUsd, overBudgetPercent } = alertLimits;
  const { cost, providers } = facts;
  if (budgetUsd === 0 || !cost || !providers) {
    return [];
  }
  const usd = (cost.serverCents + cost.addressCents + providerCents(facts)) / 100;
  if (usd * 100 <= budgetUsd * (100 + overBudgetPercent)) {
    return [];
  }
  return [
    {
      ...ofFleet,
      priority: "critical",
      title: "Cost is over the budget",
      summary: `Approximate cost of a month is ${shownAs(usd, "fleetCost")} USD, more than ${overBudgetPercent} percent above the budget`,
      impactRange: shownAs(usd - budgetUsd, "modelledMoney"),
      dedupeKey: thresholdKey("fleet_budget", "month", "fleet"),
    },
  ];
}
