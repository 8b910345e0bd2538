import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import { COST_LABEL } from "../cost/counted.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { confidenceWord, fleetCost, saving } from "../figures/formulas/cost.ts";
import { vendorPerformance } from "../figures/formulas/deliverability.ts";
import { amountTrend, pointsOf } from "../figures/formulas/trend.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor, TenantScope } from "../operation/operation.ts";
import type { CostOptimization } from "./business-schema.ts";
import { type Coefficients, coefficientsOf } from "./coefficients.ts";
import { type FactsOf, loadFacts } from "./facts.ts";
import type { Composed } from "./overview.ts";
import { type Proposal, proposalsOf } from "./proposals.ts";
import { loadSituation, readAt } from "./standings.ts";
import { costFigure } from "./tenant-figures.ts";
import { TENANT_COLUMNS, type TenantRow } from "./tenant-row.ts";
import { moment, rolling, WINDOWS, type WindowName } from "./windows.ts";

type Facts = FactsOf<"cost" | "providers" | "proposals" | "mail">;
type Data = z.input<typeof CostOptimization>;

const DRIVERS = 5;

/** Cost optimisation with all its figures (contract §3.4). Drivers are tenants within the scope. */
export async function composeCost(
  db: Db,
  now: Date,
  name: WindowName,
  { tenantScope }: Pick<Actor, "tenantScope">,
): Promise<Composed<Data>> {
  const { days, months } = WINDOWS[name];
  const [facts, situation, values, drivers] = await Promise.all([
    loadFacts(db, ["cost", "providers", "proposals", "mail"]),
    loadSituation(db, now),
    configuration(),
    costliest(db, tenantScope),
  ]);
  const window = rolling(name, days, facts.cost?.computedOn ?? now);
  const sheet = new FigureSheet({ endpoint: "cost-optimization", subject: null, window, ...readAt(situation, now) });
  sheet.needs("infrastructure", "esp_billing", "business_events");
  const proposals = (proposalsOf(facts, months) ?? []).filter(({ source }) => sheet.knows(source));
  const data: Data = {
    window: name,
    ...sumsOf(sheet, facts, months),
    optimization_opportunities: proposals.map((proposal, index) => opportunityOf(sheet, proposal, index)),
    cost_drivers: drivers.map((row, index) => ({
      tenant_id: row.tenantId,
      tenant_name: row.name,
      monthly_cost: costFigure(sheet, row, { path: `cost_drivers.${index}`, key: row.tenantId }),
    })),
    insights: insightsOf(sheet, facts, coefficientsOf(values), days),
    label: COST_LABEL,
  };
  return { data, sheet };
}

/** Middle of what all providers charge a month, in cents. */
export const providerCents = ({ providers }: Pick<Facts, "providers">): number =>
  (providers?.newest ?? []).reduce((sum, { lowCents, highCents }) => sum + (lowCents + highCents) / 2, 0);

/** The parts of the infrastructure in cents a month: dedicated, shared and unallocated sum to it; idle is in unallocated. */
function partsOf(cost: NonNullable<Facts["cost"]>) {
  const infrastructure = cost.serverCents + cost.addressCents;
  const unallocated = cost.unallocatedServerCents + cost.unallocatedAddressCents;
  return {
    infrastructure,
    dedicated: cost.dedicatedCents,
    shared: infrastructure - cost.dedicatedCents - unallocated,
    unallocated,
    idle: cost.idleServers.cents,
  };
}

function sumsOf(sheet: FigureSheet, facts: Facts, months: number) {
  const { cost, providers } = facts;
  const parts = cost && partsOf(cost);
  const ofFleet = {
    sources: ["infrastructure"] as const,
    sampleSize: cost ? cost.servers + cost.addresses : null,
    rows: { vps_instances: cost?.servers ?? 0, smtp_ips: cost?.addresses ?? 0 },
  };
  const ofProviders = {
    sources: ["esp_billing"] as const,
    sampleSize: providers?.newest.length ?? null,
    rows: { source_readings: providers?.rows ?? 0 },
  };
  const range = (cents: { infrastructureCents: number; providerCents: number } | null) =>
    ({ formula: fleetCost, inputs: cents && { ...cents, months }, rounding: "fleetCost" }) as const;
  const part = (name: keyof ReturnType<typeof partsOf>) =>
    sheet.text(`cost_breakdown.${name}`, {
      ...ofFleet,
      ...range(parts && { infrastructureCents: parts[name], providerCents: 0 }),
    });
  return {
    cost_range: sheet.text("cost_range", {
      ...ofFleet,
      ...range(
        parts && providers ? { infrastructureCents: parts.infrastructure, providerCents: providerCents(facts) } : null,
      ),
      sources: ["infrastructure", "esp_billing"],
      rows: { ...ofFleet.rows, ...ofProviders.rows },
    }),
    cost_breakdown: {
      infrastructure: part("infrastructure"),
      dedicated: part("dedicated"),
      shared: part("shared"),
      unallocated: part("unallocated"),
      idle: part("idle"),
      email_services: sheet.text("cost_breakdown.email_services", {
        ...ofProviders,
        ...range(providers && { infrastructureCents: 0, providerCents: providerCents(facts) }),
      }),
    },
  };
}

const opportunityOf = (sheet: FigureSheet, proposal: Proposal, index: number) => ({
  id: proposal.id,
  type: proposal.type,
  savings_range: sheet.text(`optimization_opportunities.${index}.savings_range`, {
    key: `${proposal.id}.savings_range`,
    formula: saving,
    inputs: { cents: proposal.cents },
    sources: [proposal.source],
    rounding: "modelledMoney",
  }),
  confidence: confidenceWord(proposal.share),
  rationale: proposal.rationale,
});

/** Fewest months of bills that a direction can be read from. */
const MONTHS_MIN = 4;

function insightsOf(
  sheet: FigureSheet,
  facts: Facts,
  { tolerancePercent, volumeFloor, limits }: Coefficients,
  days: number,
) {
  const { mail } = facts;
  const mailDays = Math.min(days, 90);
  const sums = mail?.windows[String(mailDays)]?.now;
  return {
    cost_trend: sheet.word("insights.cost_trend", trendOf(facts, tolerancePercent)),
    vendor_performance: sheet.word("insights.vendor_performance", {
      formula: vendorPerformance,
      inputs: sums ? { ...mailOnly(sums), volumeFloor, ...limits } : null,
      sources: ["esp_events"],
      sampleSize: sums?.sent ?? null,
      window: rolling(`last_${mailDays}d`, mailDays, mail?.computedOn ?? new Date(0)),
      rows: { esp_events: sums?.rows ?? 0 },
    }),
  };
}

/** By the providers' bills where there are months enough, else by what the fleet cost week by week. */
function trendOf({ cost, providers }: Facts, tolerancePercent: number) {
  const months = providers?.months ?? [];
  if (months.length >= MONTHS_MIN) {
    return {
      formula: amountTrend,
      inputs: { points: pointsOf(months), tolerancePercent },
      sources: ["esp_billing"] as const,
      sampleSize: months.length,
      window: moment("last_12_months"),
      rows: { source_readings: months.length },
    };
  }
  const weeks = cost?.weeks ?? [];
  return {
    formula: amountTrend,
    inputs: cost && { points: pointsOf(weeks), tolerancePercent },
    sources: ["infrastructure"] as const,
    sampleSize: weeks.length,
    window: moment("last_26_weeks"),
    rows: { cost_history: weeks.length },
  };
}

const mailOnly = ({
  sent,
  delivered,
  bounced,
  complained,
}: Record<"sent" | "delivered" | "bounced" | "complained", number>) => ({
  sent,
  delivered,
  bounced,
  complained,
});

const costliest = (db: Db, scope: TenantScope): Promise<TenantRow[]> => db.$queryRaw<TenantRow[]>`
  SELECT ${TENANT_COLUMNS} FROM tenant_figures f JOIN tenants t ON t.id = f.tenant_id
  WHERE t.deleted_on IS NULL AND f.monthly_cost_cents > 0
    ${scope === "global" ? Prisma.empty : Prisma.sql`AND f.tenant_id = ANY(${[...scope]}::uuid[])`}
  ORDER BY f.monthly_cost_cents DESC, f.tenant_id DESC LIMIT ${DRIVERS}`;
