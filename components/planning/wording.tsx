/** The kinds of planning records, as the address names them. */
export const PLANNING_KINDS = ["initiatives", "decisions", "reviews", "market"] as const;
export type PlanningKind = (typeof PLANNING_KINDS)[number];

/** A table of labels as the options of a select. */
export const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

export const KIND_WORDS: Readonly<
  Record<PlanningKind, { readonly title: string; readonly one: string; readonly many: string }>
> = {
  initiatives: { title: "Initiatives", one: "initiative", many: "initiatives" },
  decisions: { title: "Decisions", one: "decision", many: "decisions" },
  reviews: { title: "Reviews", one: "review", many: "reviews" },
  market: { title: "Market records", one: "market record", many: "market records" },
};

export const STATUS_LABELS: Readonly<Record<string, string>> = {
  planned: "Planned",
  in_progress: "In progress",
  completed: "Completed",
  on_hold: "On hold",
  cancelled: "Cancelled",
};
export const IMPACT_LABELS: Readonly<Record<string, string>> = {
  positive: "Positive",
  neutral: "Neutral",
  negative: "Negative",
};
export const CATEGORY_LABELS: Readonly<Record<string, string>> = {
  revenue_protection: "Revenue protection",
  cost_optimization: "Cost optimization",
  deliverability: "Deliverability",
  product: "Product",
  infrastructure: "Infrastructure",
  organization: "Organization",
  compliance: "Compliance",
};
export const MARKET_KIND_LABELS: Readonly<Record<string, string>> = {
  position: "Position",
  opportunity: "Opportunity",
};
export const POSITION_LABELS: Readonly<Record<string, string>> = {
  leading: "Leading",
  competitive: "Competitive",
  challenged: "Challenged",
  lagging: "Lagging",
};
export const VELOCITY_LABELS: Readonly<Record<string, string>> = {
  appropriate: "Appropriate",
  slow: "Slow",
  insufficient_data: "Insufficient data",
};

const DAY_MS = 86_400_000;
/** Whole UTC days from `day` to `now`; negative for a day to come. */
export const daysSince = (day: string, now: string): number =>
  Math.round((Date.parse(now.slice(0, 10)) - Date.parse(day)) / DAY_MS);

/** `today`, `12 days old`; what people entered is as old as the day that it tells of. */
export function ageOf(day: string, now: string): string {
  const days = daysSince(day, now);
  if (days <= 0) return "today";
  return days === 1 ? "1 day old" : `${days} days old`;
}

/** `in 3 days`, `today`, `5 days overdue`. */
export function dueIn(day: string, now: string): string {
  const days = daysSince(day, now);
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"}`;
  if (days === 0) return "today";
  return days > 0 ? `${count} overdue` : `in ${count}`;
}
