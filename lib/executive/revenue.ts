import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { listPrice } from "../figures/formulas/cost.ts";
import { deliverabilityClass } from "../figures/formulas/deliverability.ts";
import { issueCount } from "../figures/formulas/platform.ts";
import { protectionScore, revenueAtRisk, riskLevel } from "../figures/formulas/revenue.ts";
import { FigureSheet } from "../figures/sheet.ts";
import type { Actor, TenantScope } from "../operation/operation.ts";
import { seesNames } from "./access.ts";
import type { RevenueProtection } from "./business-schema.ts";
import { type Coefficients, coefficientsOf } from "./coefficients.ts";
import { loadFacts, type Mail, type RiskFacts } from "./facts.ts";
import type { Composed } from "./overview.ts";
import { complainedShare } from "./refresh/mail.ts";
import { loadSituation } from "./standings.ts";
import { rolling, WINDOWS, type WindowName } from "./windows.ts";

type Data = z.input<typeof RevenueProtection>;
type AtRiskRow = Mail & { readonly tenantId: string; readonly name: string; readonly segment: string | null };

const CONCERNS: Readonly<Record<string, string>> = {
  critical: "critical deliverability, immediate attention needed",
  high: "deliverability at risk",
  medium: "deliverability optimization needed",
};

/** Revenue protection with all its figures (contract §3.3). Names of tenants are for roles that read them, within their scope. */
export async function composeRevenue(
  db: Db,
  now: Date,
  name: WindowName,
  actor: Pick<Actor, "role" | "tenantScope">,
): Promise<Composed<Data>> {
  const { days, months } = WINDOWS[name];
  const group = `risk_${days}` as const;
  const isNamed = seesNames(actor);
  const [facts, situation, values, tenants] = await Promise.all([
    loadFacts(db, [group, "revenue"]),
    loadSituation(db, now),
    configuration(),
    isNamed ? mostAtRisk(db, days, actor.tenantScope) : [],
  ]);
  const coefficients = coefficientsOf(values);
  const risk = facts[group] ?? null;
  const readOn = new Date(risk?.summedOn ?? now);
  const sheet = new FigureSheet({
    endpoint: "revenue-protection",
    subject: null,
    window: rolling(name, days, readOn),
    standings: situation.standings,
    readOn,
  });
  const revenue = facts.revenue && { cents: facts.revenue.monthlyCents * months, count: facts.revenue.subscriptions };
  const about = { risk, revenue, coefficients };
  const level = levelOf(sheet, about);
  const score = scoreOf(sheet, risk);
  const issues = issuesOf(sheet, risk);
  const data: Data = {
    window: name,
    revenue_risk_level: level,
    protection_score: score,
    ...sumsOf(sheet, about),
    issues,
    business_insights: tenants.map((row, index) => insightOf(sheet, row, index, coefficients)),
    recommendations: recommendationsOf({ level, risk, target: coefficients.targetPercent }),
    ...(!isNamed && { hidden: ["business_insights"] }),
  };
  return { data, sheet };
}

interface About {
  readonly risk: RiskFacts | null;
  readonly revenue: { readonly cents: number; readonly count: number } | null;
  readonly coefficients: Coefficients;
}

const ofRisk = (risk: RiskFacts | null) => ({
  sources: ["esp_events"] as const,
  sampleSize: risk?.tenants ?? null,
  rows: { tenant_daily_facts: risk?.rows ?? 0 },
});
const ofIssues = (risk: RiskFacts | null) => ({
  sources: ["queue_events"] as const,
  sampleSize: risk?.identified ?? null,
  rows: { alerts: risk?.identified ?? 0 },
});
const atRiskInputs = (risk: RiskFacts, { rates }: Coefficients) => ({
  bounced: risk.bounced,
  complainedShare: risk.complainedShare,
  ...rates,
});

const levelOf = (sheet: FigureSheet, { risk, revenue, coefficients }: About) =>
  sheet.word("revenue_risk_level", {
    ...ofRisk(risk),
    formula: riskLevel,
    sources: ["esp_events", "subscriptions"],
    inputs: risk &&
      revenue && {
        ...atRiskInputs(risk, coefficients),
        ...coefficients.bands,
        revenueCents: revenue.cents,
        criticalTenants: risk.criticalTenants,
      },
    rows: { tenant_daily_facts: risk?.rows ?? 0, subscriptions: revenue?.count ?? 0 },
  });

function sumsOf(sheet: FigureSheet, { risk, revenue, coefficients }: About) {
  return {
    revenue_at_risk: sheet.text("revenue_at_risk", {
      ...ofRisk(risk),
      formula: revenueAtRisk,
      inputs: risk && atRiskInputs(risk, coefficients),
      rounding: "modelledMoney",
    }),
    subscription_revenue: sheet.text("subscription_revenue", {
      formula: listPrice,
      inputs: revenue && { priceCents: revenue.cents },
      sources: ["subscriptions"],
      rounding: "fleetCost",
      sampleSize: revenue?.count ?? null,
      rows: { subscriptions: revenue?.count ?? 0 },
    }),
  };
}

/** Domain.md §5: null and partial when nothing was identified, since then there is nothing to have resolved. */
const scoreOf = (sheet: FigureSheet, risk: RiskFacts | null) =>
  sheet.text("protection_score", {
    ...ofIssues(risk),
    formula: protectionScore,
    inputs: risk && risk.identified > 0 ? { identified: risk.identified, resolved: risk.resolved } : null,
    rounding: "score",
  });

function issuesOf(sheet: FigureSheet, risk: RiskFacts | null) {
  const count = (name: "identified" | "resolved") =>
    sheet.count(`issues.${name}`, {
      ...ofIssues(risk),
      sources: ["platform_database"],
      formula: issueCount,
      inputs: risk && { count: risk[name] },
    });
  return { identified: count("identified"), resolved: count("resolved") };
}

const MOST = 10;

/** The tenants most at risk in the window, of those in scope. */
const mostAtRisk = (db: Db, days: number, scope: TenantScope): Promise<AtRiskRow[]> => db.$queryRaw<AtRiskRow[]>`
  SELECT w.tenant_id AS "tenantId", t.name, t.segment, w.sent::float8 AS sent, w.delivered::float8 AS delivered,
    w.bounced::float8 AS bounced, w.complained::float8 AS complained, w.mail_rows AS rows
  FROM tenant_windows w JOIN tenants t ON t.id = w.tenant_id
  WHERE w.days = ${days} AND w.risk_rank >= 1 AND t.deleted_on IS NULL
    ${scope === "global" ? Prisma.empty : Prisma.sql`AND w.tenant_id = ANY(${[...scope]}::uuid[])`}
  ORDER BY w.at_risk_cents DESC, w.tenant_id DESC LIMIT ${MOST}`;

function insightOf(sheet: FigureSheet, row: AtRiskRow, index: number, coefficients: Coefficients) {
  const { sent, delivered, bounced, complained, rows } = row;
  const about = { sources: ["esp_events"] as const, sampleSize: sent, rows: { tenant_daily_facts: rows } };
  const mail = { sent, delivered, bounced, complained, volumeFloor: coefficients.volumeFloor };
  const risk = sheet.word(`business_insights.${index}.risk`, {
    ...about,
    key: `${row.tenantId}.risk`,
    formula: deliverabilityClass,
    inputs: { ...mail, ...coefficients.limits },
  });
  return {
    tenant_id: row.tenantId,
    tenant_name: row.name,
    segment: row.segment,
    concern: CONCERNS[risk ?? ""] ?? "deliverability to be watched",
    risk,
    impact_range: sheet.text(`business_insights.${index}.impact_range`, {
      ...about,
      key: `${row.tenantId}.impact_range`,
      formula: revenueAtRisk,
      inputs: { bounced, complainedShare: complainedShare(row), ...coefficients.rates },
      rounding: "modelledMoney",
    }),
  };
}

interface Findings {
  readonly level: Data["revenue_risk_level"];
  readonly risk: RiskFacts | null;
  readonly target: number;
}

/** What the figures suggest, most urgent first. Without figures there is nothing to suggest. */
function recommendationsOf({ level, risk, target }: Findings): string[] {
  if (level === null || risk === null) {
    return [];
  }
  const { criticalTenants, identified, resolved } = risk;
  const score = identified === 0 ? 100 : (resolved / identified) * 100;
  return [
    ...(criticalTenants > 0 ? [`Review the deliverability of ${criticalTenants} tenants in a critical state`] : []),
    ...(level === "high" || level === "critical"
      ? ["Agree on protective steps with the owners of the tenants at risk"]
      : []),
    ...(score < target
      ? [`Resolve ${identified - resolved} open issues to reach the target of ${target} percent`]
      : []),
    "Continue quarterly deliverability reviews",
  ];
}
