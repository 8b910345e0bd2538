/** Priorities in the words of the alerts, most urgent first (decisions §8). */
export const PRIORITY_LABELS: Readonly<Record<string, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** What the priority filter offers: each, and what is told of at once. */
export const PRIORITY_OPTIONS = [
  { value: "critical,high", label: "Critical and high" },
  ...Object.entries(PRIORITY_LABELS).map(([value, label]) => ({ value, label })),
];

export const CATEGORY_LABELS: Readonly<Record<string, string>> = {
  revenue_risk: "Revenue risk",
  deliverability: "Deliverability",
  cost_anomaly: "Cost anomaly",
  system_health: "System health",
  compliance: "Compliance",
};

export const SCOPE_OPTIONS = [
  { value: "system", label: "System" },
  { value: "operational", label: "Operations" },
  { value: "business", label: "Business" },
  { value: "alerts", label: "Urgent of any kind" },
];

export const REVIEW_OPTIONS = [
  { value: "unread", label: "Not reviewed by you" },
  { value: "reviewed", label: "Reviewed by you" },
];

export const AGE_OPTIONS = [
  { value: "daily", label: "Last day" },
  { value: "weekly", label: "Last 7 days" },
  { value: "monthly", label: "Last 30 days" },
];

/** What a bulk review may be part of; the API takes any word. */
export const REVIEW_ACTIONS = [
  { value: "daily_check", label: "Daily check" },
  { value: "weekly_review", label: "Weekly review" },
  { value: "monthly_review", label: "Monthly review" },
  { value: "quarterly_review", label: "Quarterly review" },
  { value: "incident_follow_up", label: "Incident follow-up" },
];

/** Said wherever somebody reviews (journey: acknowledging is personal, not resolution). */
export const REVIEWING = {
  title: "Reviewing is not resolving",
  text: "A review is your own note that you have seen an alert. The alert stays open until its cause is gone, and everybody else still sees it as not reviewed.",
};

/** What happened in an incident, as its timeline says it. */
export const STEP_WORDS: Readonly<Record<string, string>> = {
  raised: "Raised",
  raised_again: "Happened again",
  reviewed: "First reviewed by somebody",
  resolved: "Resolved",
};

const SUFFIX = /^\d[\d.]*[KM]?(-\d[\d.]*[KM]?)?$/;

/** What an event's source says it may cost or bring: money as dollars, anything else in words. */
export function impactText(range: string): string {
  return SUFFIX.test(range)
    ? `$${range.replace("-", "–")}`
    : range
        .replace(/(?<=\d)-(?=\d)/, "–")
        .replace("_percent", " %")
        .replaceAll("_", " ");
}

/** How long something lasted or has lasted, in whole units: "3 h". */
export function lastedText(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
