import { z } from "zod";
import { priorityOf } from "../alerts/priority.ts";
import type { Priority } from "../alerts/schema.ts";
import { type MoneyRange, moneyRange } from "../core/money-range.ts";
import type { BusinessEvent, BusinessKind } from "./business-events.ts";

/** Names that the platform's specifications have used, the present ones and the older numeric ones (domain.md §4). */
const KINDS: Readonly<Record<string, BusinessKind>> = {
  revenue_protection_trend: "revenue_protection",
  revenue_impact_event: "revenue_protection",
  cost_optimization_trend: "cost_optimization",
  cost_optimization_event: "cost_optimization",
  strategic_decision_summary: "strategic_decision",
  strategic_decision_event: "strategic_decision",
  operational_efficiency_event: "operational_efficiency",
  email_deliverability_event: "deliverability",
  resource_usage_event: "resource_usage",
};
export const EVENT_NAMES = Object.keys(KINDS);

/** What is kept of an event's properties: words of the vocabulary, never free text about people. */
const KEPT = [
  "trend_category",
  "directional_signal",
  "follow_up_action",
  "optimization_type",
  "optimization_category",
  "esp_vendor_context",
  "implementation_feasibility",
  "risk_level",
  "decision_category",
  "decision_type",
  "decision_maker_level",
  "review_timeframe",
  "outcome_confidence",
  "impact_type",
  "event_type",
  "delivery_outcome",
  "resource_type",
  "utilization_percentage",
  "usage_trend",
] as const;

const TenantId = z.uuid();

/** A row of PostHog's answer in the form of all business events; null for a name that means nothing to us. */
export function fromPosthog(
  uuid: string,
  name: string,
  timestamp: string,
  properties: Readonly<Record<string, unknown>>,
): BusinessEvent | null {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  const occurredAt = new Date(timestamp);
  if (kind === undefined || Number.isNaN(occurredAt.getTime())) {
    return null;
  }
  const tenantId = TenantId.safeParse(properties["tenant_id"]);
  const range = rangeOf(properties);
  return {
    sourceEventId: uuid,
    kind,
    tenantId: tenantId.success ? tenantId.data : null,
    occurredAt,
    range,
    currency: "USD",
    priority: priority(properties, range),
    status: statusOf(kind, properties),
    detail: Object.fromEntries(KEPT.flatMap((key) => (isWord(properties[key]) ? [[key, properties[key]]] : []))),
  };
}

const isWord = (value: unknown): boolean =>
  typeof value === "number" || (typeof value === "string" && value.length <= 100 && !value.includes("@"));

function rangeOf(properties: Readonly<Record<string, unknown>>): MoneyRange | null {
  for (const key of ["approximate_impact_range", "approximate_savings_range"]) {
    const value = properties[key];
    if (typeof value === "string") {
      return moneyRange(value);
    }
  }
  const amount = Number(
    properties["impact_amount"] ?? properties["savings_amount"] ?? properties["cost_impact"] ?? Number.NaN,
  );
  const minor = Math.round(Math.abs(amount) * 100);
  return Number.isSafeInteger(minor) ? { lowMinor: minor, highMinor: minor } : null;
}

const DOLLAR = 100;

/** As the event says, else by its money: above $10 000 critical, $1 000 high, $100 medium (domain.md §5). */
function priority(properties: Readonly<Record<string, unknown>>, range: MoneyRange | null): Priority {
  const said = properties["urgency_level"] ?? properties["strategic_priority"] ?? properties["risk_level"];
  const named = typeof said === "string" ? priorityOf(said) : null;
  if (named !== null) {
    return named;
  }
  const high = range?.highMinor ?? 0;
  return high > 10_000 * DOLLAR ? "critical" : high >= 1000 * DOLLAR ? "high" : high >= 100 * DOLLAR ? "medium" : "low";
}

const DONE = /^(resolved|completed|implemented|done|closed)$/;

/** Of risks and savings: found, or dealt with. */
function statusOf(kind: BusinessKind, properties: Readonly<Record<string, unknown>>): BusinessEvent["status"] {
  if (kind !== "revenue_protection" && kind !== "cost_optimization") {
    return null;
  }
  const words = ["follow_up_action", "optimization_type", "directional_signal"].map((key) =>
    String(properties[key] ?? ""),
  );
  return words.some((word) => DONE.test(word)) || properties["impact_type"] === "positive" ? "resolved" : "identified";
}
