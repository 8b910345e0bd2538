import type { Category, Priority, StandingDraft } from "../alerts/index.ts";
import { costEfficiency } from "../figures/formulas/cost.ts";
import { bounceRate, CLASSES, classify, complaintRate, type Volume } from "../figures/formulas/deliverability.ts";
import { atRiskUsd } from "../figures/formulas/revenue.ts";
import { ROUNDINGS, type RoundingName } from "../figures/rounding.ts";
import type { SourceId } from "../figures/sources.ts";
import type { Coefficients } from "./coefficients.ts";
import { complainedShare } from "./refresh/mail.ts";
import type { TenantRow } from "./tenant-row.ts";

/** The type of the alerts that figures raise which have reached a limit. */
export const THRESHOLD = "threshold";

/** What is watched, with the sources that must have been heard of for it to be known (domain.md §5). */
export const METRIC_SOURCES = {
  bounce_rate: ["esp_events"],
  complaint_rate: ["esp_events"],
  revenue_at_risk: ["esp_events"],
  cost_efficiency: ["subscriptions", "infrastructure"],
  fleet_saving: ["infrastructure", "esp_billing"],
  reported_saving: ["business_events"],
  fleet_budget: ["infrastructure", "esp_billing"],
} as const satisfies Record<string, readonly SourceId[]>;
export type Metric = keyof typeof METRIC_SOURCES;

/** The key of the one open alert of a metric, its window and what it is of: a tenant, a proposal or the fleet. */
export const thresholdKey = (metric: Metric, window: string, subject: string): string =>
  [THRESHOLD, metric, window, subject].join(":");

/** The metric that a key is of. */
export const metricOf = (dedupeKey: string): Metric | undefined => {
  const name = dedupeKey.split(":")[1] ?? "";
  return Object.hasOwn(METRIC_SOURCES, name) ? (name as Metric) : undefined;
};

/** A number as the wire would show it: an alert says no more than a figure does. */
export const shownAs = (exact: number, rounding: RoundingName): string => {
  const { range, write } = ROUNDINGS[rounding];
  return String(write(range(exact)));
};
const percent = (rate: number | string): string =>
  typeof rate === "number" ? shownAs(rate, "percent").replace("_percent", " percent") : rate;

type Watched = Pick<
  TenantRow,
  "tenantId" | "sent" | "delivered" | "bounced" | "complained" | "priceCents" | "serverCents" | "addressCents"
>;
interface Reached {
  readonly metric: Metric;
  readonly priority: Priority;
  readonly category: Category;
  readonly title: string;
  readonly summary: string;
  readonly impactRange?: string;
}

/** The limits that a tenant's figures of 30 days have reached, as alerts. */
export function tenantThresholds(row: Watched, coefficients: Coefficients): StandingDraft[] {
  const reached = [...ofDeliverability(row, coefficients), ...ofRisk(row, coefficients), ...ofCost(row, coefficients)];
  return reached.map(({ metric, ...rest }) => ({
    ...rest,
    type: THRESHOLD,
    scope: "business" as const,
    tenantId: row.tenantId,
    entityType: "tenant" as const,
    entityId: row.tenantId,
    dedupeKey: thresholdKey(metric, metric === "cost_efficiency" ? "month" : "last_30d", row.tenantId),
    actions: [{ label: "Open tenant", url: `/executive/tenants/${row.tenantId}` }],
  }));
}

function ofDeliverability(row: Watched, { limits, volumeFloor }: Coefficients): Reached[] {
  if (row.sent < volumeFloor) {
    return [];
  }
  const volume: Volume = { ...row, volumeFloor };
  const volumeShown = shownAs(row.sent, "volume");
  const about = { category: "deliverability" } as const;
  return [
    ...reachedBy(classify({ ...volume, complained: 0 }, limits), {
      ...about,
      metric: "bounce_rate",
      title: "Bounces above the limit",
      summary: `${percent(bounceRate.compute(volume))} of ${volumeShown} messages in 30 days bounced`,
    }),
    ...reachedBy(classify({ ...volume, bounced: 0 }, limits), {
      ...about,
      metric: "complaint_rate",
      title: "Complaints above the limit",
      summary: `${percent(complaintRate.compute(volume))} of the messages delivered in 30 days were complained about`,
    }),
  ];
}

/** The classes have the names of the priorities; the lowest raises nothing. */
const reachedBy = (name: (typeof CLASSES)[number], reached: Omit<Reached, "priority">): Reached[] =>
  name === CLASSES[0] ? [] : [{ ...reached, priority: name }];

function ofRisk(row: Watched, { rates, alertLimits }: Coefficients): Reached[] {
  const usd = atRiskUsd({ bounced: row.bounced, complainedShare: complainedShare(row), ...rates });
  const { riskMediumUsd, riskHighUsd, riskCriticalUsd } = alertLimits;
  if (usd < riskMediumUsd) {
    return [];
  }
  const impactRange = shownAs(usd, "modelledMoney");
  return [
    {
      metric: "revenue_at_risk",
      category: "revenue_risk",
      priority: usd > riskCriticalUsd ? "critical" : usd >= riskHighUsd ? "high" : "medium",
      title: "Revenue at risk above the limit",
      summary: `Bounces and complaints of 30 days put ${impactRange} USD at risk; modelled, directional`,
      impactRange,
    },
  ];
}

function ofCost({ priceCents, serverCents, addressCents }: Watched, { alertLimits }: Coefficients): Reached[] {
  const left = costEfficiency.compute({ priceCents: priceCents ?? 0, costCents: serverCents + addressCents });
  if (typeof left !== "number" || left >= alertLimits.efficiencyPercent) {
    return [];
  }
  return [
    {
      metric: "cost_efficiency",
      category: "cost_anomaly",
      priority: "high",
      title: "Cost is high against the list price",
      summary: `${left === 0 ? "Nothing" : percent(left)} of the list price is left after approximate cost`,
    },
  ];
}
