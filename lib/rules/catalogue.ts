/** What a rule acts on: one entity each (decisions §5 rules). */
export const RULE_ENTITIES = ["user", "tenant"] as const;
export type RuleEntity = (typeof RULE_ENTITIES)[number];

/** What a rule may do (decisions §6). */
export const RULE_ACTIONS = [
  "SUSPEND_USER",
  "LOCK_USER",
  "FORCE_LOGOUT",
  "SUSPEND_TENANT",
  "DISABLE_WEBHOOKS",
  "RAISE_ALERT",
] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** The types of CEL that conditions know; text compares with == and != only. */
export type FactType = "int" | "double" | "bool" | "string";
/** A fact's value; null is unknown, never zero. Whole numbers are exact: they stay within ±2^53. */
export type FactValue = number | boolean | string | null;

/** Where a metric's events are stored. */
export type MetricSource = "logins" | "audit" | "deliveries";

/** A figure over a sliding window, written `{name}_{N}{m|h|d}`. */
export interface Metric {
  readonly name: string;
  readonly type: "int" | "double";
  readonly unit: "count" | "percent";
  /** Entity → the source that counts for it; an entity without one cannot read the metric. */
  readonly sources: Readonly<Partial<Record<RuleEntity, MetricSource>>>;
  readonly description: string;
}

/** A property that an entity has at a moment. */
export interface Variable {
  readonly name: `${RuleEntity}.${string}`;
  readonly of: RuleEntity;
  readonly type: FactType;
  /** Where an entity may lack it: what is so when it does not. `has(…)` asks. */
  readonly presence?: string;
  /** The only values that there are. */
  readonly values?: readonly string[];
  readonly description: string;
}

/** The windowed metrics (decisions §6). */
export const METRICS: readonly Metric[] = [
  {
    name: "failed_logins",
    type: "int",
    unit: "count",
    sources: { user: "logins", tenant: "logins" },
    description: "the number of failed sign-ins",
  },
  {
    name: "successful_logins",
    type: "int",
    unit: "count",
    sources: { user: "logins" },
    description: "the number of successful sign-ins",
  },
  {
    name: "distinct_login_ips",
    type: "int",
    unit: "count",
    sources: { user: "logins" },
    description: "the number of networks that sign-ins were tried from",
  },
  {
    name: "forced_logouts",
    type: "int",
    unit: "count",
    sources: { user: "audit" },
    description: "the number of forced logouts",
  },
  { name: "locks", type: "int", unit: "count", sources: { user: "audit" }, description: "the number of locks" },
  {
    name: "sent",
    type: "int",
    unit: "count",
    sources: { tenant: "deliveries" },
    description: "the number of messages sent",
  },
  {
    name: "bounced",
    type: "int",
    unit: "count",
    sources: { tenant: "deliveries" },
    description: "the number of messages bounced",
  },
  {
    name: "complained",
    type: "int",
    unit: "count",
    sources: { tenant: "deliveries" },
    description: "the number of complaints",
  },
  {
    name: "bounce_rate",
    type: "double",
    unit: "percent",
    sources: { tenant: "deliveries" },
    description: "the share of sent messages that bounced",
  },
  {
    name: "complaint_rate",
    type: "double",
    unit: "percent",
    sources: { tenant: "deliveries" },
    description: "the share of sent messages that drew a complaint",
  },
  {
    name: "delivery_rate",
    type: "double",
    unit: "percent",
    sources: { tenant: "deliveries" },
    description: "the share of sent messages that were delivered",
  },
  {
    name: "active_users",
    type: "int",
    unit: "count",
    sources: { tenant: "logins" },
    description: "the number of members who signed in",
  },
];

const PLANS = ["free", "starter", "professional", "enterprise"];
const SEGMENTS = ["enterprise", "mid_market", "smb", "startup"];
const STATUSES = ["active", "locked", "suspended", "invited"];

/** The plain variables (decisions §6). Ages are whole days, rounded down. */
export const VARIABLES: readonly Variable[] = [
  { name: "user.role", of: "user", type: "string", description: "the user's role" },
  {
    name: "user.status",
    of: "user",
    type: "string",
    values: STATUSES,
    description: "the user's status",
  },
  {
    name: "user.mfa_enabled",
    of: "user",
    type: "bool",
    description: "the user has a second factor",
  },
  {
    name: "user.days_since_last_login",
    of: "user",
    type: "int",
    presence: "the user has signed in before",
    description: "the number of days since the user last signed in",
  },
  { name: "user.age_days", of: "user", type: "int", description: "the user's age in days" },
  { name: "tenant.code", of: "tenant", type: "string", description: "the tenant's code" },
  {
    name: "tenant.plan",
    of: "tenant",
    type: "string",
    presence: "the tenant has a plan",
    values: PLANS,
    description: "the tenant's plan",
  },
  {
    name: "tenant.segment",
    of: "tenant",
    type: "string",
    presence: "the tenant has a segment",
    values: SEGMENTS,
    description: "the tenant's segment",
  },
  { name: "tenant.is_active", of: "tenant", type: "bool", description: "the tenant is active" },
  { name: "tenant.age_days", of: "tenant", type: "int", description: "the tenant's age in days" },
];

/** The longest window that a metric may look back over. */
export const WINDOW_MAX_DAYS = 90;
const UNIT_SEC = { m: 60, h: 3600, d: 86_400 } as const;
type WindowUnit = keyof typeof UNIT_SEC;

/** A metric and its window in seconds, or a variable: what a condition reads. `name` is as the condition writes it. */
export type Fact =
  | {
      readonly kind: "metric";
      readonly name: string;
      readonly type: "int" | "double";
      readonly metric: Metric;
      readonly windowSec: number;
    }
  | { readonly kind: "variable"; readonly name: string; readonly type: FactType; readonly variable: Variable };

const WINDOWED = /^(.+)_(\d+)([mhd])$/;

/** Splits `failed_logins_10m`; null when the name has no window. `windowSec` is null past the longest one, at zero, and with a leading zero. */
export function splitWindow(name: string): { base: string; windowSec: number | null } | null {
  const [, base, digits, unit] = WINDOWED.exec(name) ?? [];
  if (base === undefined || digits === undefined || unit === undefined) {
    return null;
  }
  const windowSec = Number(digits) * UNIT_SEC[unit as WindowUnit];
  const isAllowed = /^[1-9]/.test(digits) && windowSec <= WINDOW_MAX_DAYS * UNIT_SEC.d;
  return { base, windowSec: isAllowed ? windowSec : null };
}

/** The window in words: `10 minutes`, `1 day`. */
export function windowWords(windowSec: number): string {
  const [size, word] = [[UNIT_SEC.d, "day"] as const, [UNIT_SEC.h, "hour"] as const].find(
    ([unit]) => windowSec % unit === 0,
  ) ?? [UNIT_SEC.m, "minute" as const];
  const count = windowSec / size;
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
