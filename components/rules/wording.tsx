import type { Tone } from "#components/ui/tone";
import type { EXECUTION_STATUSES, Rule } from "#lib/rules/schema";
import type { RuleBacktest } from "#lib/rules/trial-schema";

interface Look {
  readonly tone: Tone;
  readonly word: string;
}

/** How a rule stands. */
export const STATE_LOOKS: Readonly<Record<Rule["state"], Look & { readonly means: string }>> = {
  normal: { tone: "success", word: "Normal", means: "It runs and hits nobody at the moment." },
  firing: { tone: "warning", word: "Firing", means: "It hit somebody within its window." },
  no_data: { tone: "neutral", word: "No data", means: "It reads a metric that no source is connected for." },
  error: { tone: "danger", word: "Error", means: "It does not compile, or its last run has failed." },
  observing: { tone: "info", word: "Observing", means: "It records whom it would hit and acts on nobody." },
  disabled: { tone: "neutral", word: "Disabled", means: "It runs only when somebody starts it." },
  archived: { tone: "neutral", word: "Archived", means: "It never runs again." },
};

/** How a run stands. */
export const RUN_LOOKS: Readonly<Record<(typeof EXECUTION_STATUSES)[number], Look>> = {
  queued: { tone: "neutral", word: "Queued" },
  running: { tone: "info", word: "Running" },
  awaiting_approval: { tone: "warning", word: "Awaiting approval" },
  succeeded: { tone: "success", word: "Succeeded" },
  partially_failed: { tone: "warning", word: "Partly failed" },
  failed: { tone: "danger", word: "Failed" },
  cancelled: { tone: "neutral", word: "Cancelled" },
};

interface ActionWords {
  /** In a list and on a control: "Suspend user". */
  readonly name: string;
  /** In a sentence about several: "suspend". */
  readonly verb: string;
  /** What has become of them: "suspended". */
  readonly done: string;
}

/** What a rule does, in words. */
export const ACTION_WORDS: Readonly<Record<Rule["action"], ActionWords>> = {
  SUSPEND_USER: { name: "Suspend user", verb: "suspend", done: "suspended" },
  LOCK_USER: { name: "Lock user", verb: "lock", done: "locked" },
  FORCE_LOGOUT: { name: "Force logout", verb: "sign out", done: "signed out" },
  SUSPEND_TENANT: { name: "Suspend tenant", verb: "suspend", done: "suspended" },
  DISABLE_WEBHOOKS: { name: "Disable webhooks", verb: "disable the webhooks of", done: "left without webhooks" },
  RAISE_ALERT: { name: "Raise alert", verb: "raise an alert for", done: "reported in an alert" },
};

/** What a rule may do, to choose from. */
export const ACTION_OPTIONS = Object.entries(ACTION_WORDS).map(([value, { name }]) => ({ value, label: name }));

export const MODE_LABELS: Readonly<Record<string, string>> = { enforce: "Enforce", observe: "Observe only" };

/** By the text of `isEnabled`. */
export const SWITCH_LABELS: Readonly<Record<string, string>> = { true: "Enabled", false: "Disabled" };

/** Labels of a rule's fields, for error summaries, conflicts and comparisons. */
export const RULE_FIELD_LABELS: Readonly<Record<string, string>> = {
  name: "Name",
  description: "Description",
  scope: "Scope",
  condition: "Condition",
  reading: "In words",
  action: "Action",
  mode: "Mode",
  maxImpact: "Most it may hit",
};

/** The columns of the rules table that can be switched off; apart from the table, so that the server can read them. */
export const RULE_COLUMNS = [
  { id: "state", label: "State" },
  { id: "action", label: "Action" },
  { id: "scope", label: "Scope" },
  { id: "version", label: "Version" },
  { id: "lastExecution", label: "Last run" },
  { id: "createdOn", label: "Created" },
];

type TrippingKind = NonNullable<RuleBacktest["hits"][number]["trippedBy"]>["kind"];

/** The events that make a condition true, in words. */
export const EVENT_WORDS: Readonly<Record<TrippingKind, string>> = {
  failed_login: "A failed sign-in",
  successful_login: "A sign-in",
  lock: "A lock",
  forced_logout: "A forced logout",
  delivery: "An hour of mail",
};

/** Entities by count: "1 user", "12 tenants". */
export const counted = (count: number, entity: Rule["entity"]): string =>
  `${count.toLocaleString("en-US")} ${entity}${count === 1 ? "" : "s"}`;

/** Values that a condition has read: `failed_logins_10m = 6`; an unknown one says so. */
export const metricsText = (metrics: Readonly<Record<string, unknown>>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} = ${value === null ? "unknown" : valueText(value)}`)
    .join(", ");

const valueText = (value: unknown): string =>
  typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : String(value);

/** A span of seconds as people say it: 10 min, 6 h, 30 d. */
export function spanText(seconds: number): string {
  if (seconds % 86_400 === 0) {
    return `${seconds / 86_400} d`;
  }
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;
}

interface BacktestSpan {
  readonly label: string;
  readonly hours: number;
  readonly stepMinutes: number;
}

/** The stretches of the past that the console replays, by the value of its field. */
export const BACKTEST_SPANS: Readonly<Record<string, BacktestSpan>> = {
  "24h": { label: "Last 24 hours, hour by hour", hours: 24, stepMinutes: 60 },
  "7d": { label: "Last 7 days, by 6 hours", hours: 7 * 24, stepMinutes: 360 },
  "30d": { label: "Last 30 days, day by day", hours: 30 * 24, stepMinutes: 1440 },
  "90d": { label: "Last 90 days, by 3 days", hours: 90 * 24, stepMinutes: 4320 },
};

/** Who began a run. */
export const TRIGGER_WORDS = { manual: "Somebody", schedule: "Schedule", event: "Event" } as const;

/** What became of one entity of a run. */
export const OUTCOME_LOOKS = {
  pending: { tone: "neutral", word: "Pending" },
  applied: { tone: "success", word: "Applied" },
  observed: { tone: "info", word: "Observed" },
  skipped: { tone: "warning", word: "Skipped" },
  failed: { tone: "danger", word: "Failed" },
} as const satisfies Readonly<Record<string, Look>>;

/** The columns of the runs table that can be switched off. */
export const RUN_COLUMNS = [
  { id: "action", label: "Action" },
  { id: "trigger", label: "Begun by" },
  { id: "progress", label: "Hit" },
];

/** What a run does, in a sentence: "suspend 12 users". */
export const deedText = (action: Rule["action"], count: number, entity: Rule["entity"]): string =>
  `${ACTION_WORDS[action].verb} ${counted(count, entity)}`;

/** Whether anything of a run is still to come. */
export const isUnderWay = (status: (typeof EXECUTION_STATUSES)[number]): boolean =>
  status === "queued" || status === "running" || status === "awaiting_approval";
