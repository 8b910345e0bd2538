/** What the parts of a summary are called, in the order of paper and page. */
export const SECTION_TITLES: Readonly<Record<string, string>> = {
  system_metrics: "Volume and delivery",
  deliverability: "Deliverability and reputation",
  revenue_value: "Revenue and value",
  cost_analysis: "Approximate infrastructure cost",
  system_alerts: "Alerts",
};

/** What is to be said of a part wherever it is shown. */
export const SECTION_NOTES: Readonly<Record<string, string>> = {
  revenue_value: "Directional; no ledger, and no invoice.",
  cost_analysis: "Internal approximation / non-authoritative. A signal, not a bill.",
};

/** Every figure of a summary by its path, in the order of paper and page. */
export const FIGURE_LABELS: Readonly<Record<string, string>> = {
  "system_metrics.sent_30d": "Messages sent, 30 days",
  "system_metrics.previous_sent_30d": "Messages sent, 30 days before",
  "system_metrics.delivery_rate": "Delivery rate",
  "system_metrics.previous_delivery_rate": "Delivery rate, 30 days before",
  "deliverability.rate_30d": "Delivered, stated wider",
  "deliverability.bounce_rate": "Bounce rate",
  "deliverability.complaint_rate": "Complaint rate",
  "deliverability.reputation": "Reputation",
  "deliverability.risk": "Risk class",
  "revenue_value.monthly_price": "List price a month",
  "revenue_value.revenue_at_risk": "Revenue at risk, modelled",
  "revenue_value.business_health": "Business health",
  "revenue_value.cost_efficiency": "Cost efficiency",
  "cost_analysis.monthly_cost": "Approximate cost a month",
  "cost_analysis.cost_trend": "Cost trend",
  "system_alerts.active": "Open alerts",
  "system_alerts.active_critical_or_high": "Of these, critical or high",
};

export const TREND_LABELS: Readonly<Record<string, string>> = {
  sent: "Messages sent",
  delivery_rate: "Delivery rate",
  bounce_rate: "Bounce rate",
  complaint_rate: "Complaint rate",
};

export const SOURCE_LABELS: Readonly<Record<string, string>> = {
  platform_database: "Platform database",
  esp_events: "Provider events",
  esp_billing: "Provider billing",
  subscriptions: "Subscriptions",
  infrastructure: "Infrastructure",
  backbone_health: "Backbone health",
  business_events: "Business events",
  queue_events: "Queue events",
  market: "Market records",
};

export const QUALITY_LABELS: Readonly<Record<string, string>> = {
  standard: "Complete data",
  partial: "Partial data",
  stale: "Stale data",
};

export const STATE_LABELS: Readonly<Record<string, string>> = {
  fresh: "Up to date",
  stale: "Stale",
  missing: "Source missing",
};

/** A source's name in words. */
export const sourceLabel = (id: string): string => SOURCE_LABELS[id] ?? id.replaceAll("_", " ");

/** How a snapshot is cited: `ACME-0007`. */
export const snapshotNumber = (code: string, number: number): string => `${code}-${String(number).padStart(4, "0")}`;

/** A figure as people read it: `98-99_percent` → "98–99 %", `5K-15K` dollars → "$5K–15K", words with blanks. */
export function figureWords(value: string | number | null, unit: string | undefined): string {
  if (value === null) {
    return "Unknown";
  }
  const text = String(value)
    .replace(/_percent$/, " %")
    .replace(/(?<=[\dKMB])-(?=\d)/g, "–")
    .replaceAll("_", " ");
  const isAmount = unit === "USD" && /^\d/.test(text);
  return isAmount ? `$${text}` : (text[0] ?? "").toUpperCase() + text.slice(1);
}

/** `2026-11-21T09:30:00.000Z` → "21 Nov 2026, 09:30 UTC". */
export function instantWords(at: string | null): string {
  return at === null ? "Age unknown" : `${INSTANT.format(new Date(at))} UTC`;
}
const INSTANT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** `2026-11-21T…` → "21 Nov 2026". */
export const dayWords = (at: string | null): string => (at === null ? "" : DAY.format(new Date(at)));
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** Why a figure says less than it could. */
export const reasonWords = (reason: unknown): string =>
  reason === "source_missing" ? "Its source was missing" : reason === "insufficient_data" ? "Not enough data" : "";
