import { formatCount } from "#components/ui/format";
import { wordText } from "./figure-words.tsx";

/** What the inputs of the formulas are called; how their numbers are written. */
const INPUTS: Readonly<Record<string, readonly [label: string, kind?: "cents" | "basisPoints" | "percent" | "share"]>> =
  {
    sent: ["Messages sent"],
    delivered: ["Messages delivered"],
    bounced: ["Messages bounced"],
    complained: ["Complaints"],
    complainedShare: ["Messages × complaint rate"],
    volumeFloor: ["Volume floor: fewest messages for a rate (configured)"],
    bounceCents: ["Put at risk by a bounce (configured)", "cents"],
    complaintCents: ["Put at risk by a complaint (configured)", "cents"],
    criticalBounce: ["Critical from this bounce rate (configured)", "basisPoints"],
    criticalComplaint: ["Critical from this complaint rate (configured)", "basisPoints"],
    highBounce: ["High from this bounce rate (configured)", "basisPoints"],
    highComplaint: ["High from this complaint rate (configured)", "basisPoints"],
    mediumBounce: ["Medium from this bounce rate (configured)", "basisPoints"],
    mediumComplaint: ["Medium from this complaint rate (configured)", "basisPoints"],
    mediumPercent: ["Medium from this share (configured)", "percent"],
    highPercent: ["High from this share (configured)", "percent"],
    criticalPercent: ["Critical from this share (configured)", "percent"],
    excellentPercent: ["Excellent above this share of the cost (configured)", "percent"],
    goodPercent: ["Good above this share of the cost (configured)", "percent"],
    monitorPercent: ["Monitor above this share of the cost (configured)", "percent"],
    tolerancePercent: ["A change up to this is stable (configured)", "percent"],
    targetPercent: ["Target (configured)", "percent"],
    decisionDays: ["Days that are appropriate (configured)"],
    addressState: ["Worst state of the sending addresses"],
    listings: ["Addresses on block lists"],
    priceCents: ["List price a month", "cents"],
    costCents: ["Approximate cost a month", "cents"],
    revenueCents: ["Subscription revenue of the window", "cents"],
    serverCents: ["Share of servers a month", "cents"],
    addressCents: ["Share of addresses a month", "cents"],
    emailCents: ["E-mail providers a month", "cents"],
    providerCents: ["E-mail providers a month", "cents"],
    cents: ["Amount", "cents"],
    months: ["Months of the window"],
    criticalTenants: ["Tenants in a critical state"],
    identified: ["Issues identified"],
    resolved: ["Issues resolved"],
    count: ["Counted"],
    points: ["Points, oldest first"],
    healthy: ["Services healthy"],
    degraded: ["Services degraded"],
    down: ["Services down"],
    services: ["Services"],
    sumMs: ["Sum of their average response times, ms"],
    waiting: ["Longest queue, waiting"],
    failed: ["Longest queue, failed"],
    share: ["Share", "share"],
  };

/** An input's name in words: `mediumBounce` → "Medium from this bounce rate (configured)". */
export const inputLabel = (name: string): string =>
  INPUTS[name]?.[0] ?? wordText(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** An input as people write it: cents as dollars, hundredths of a percent as percent. */
export function inputText(name: string, value: string | number | null): string {
  if (value === null) return "None known";
  if (typeof value === "string") return /^[\d. -]+$/.test(value) ? seriesText(value) : wordText(value);
  switch (INPUTS[name]?.[1]) {
    case "cents":
      return `$${exact(value / 100, 2)}`;
    case "basisPoints":
      return `${exact(value / 100, 2)} %`;
    case "percent":
      return `${exact(value, 2)} %`;
    case "share":
      return `${exact(value * 100, 2)} %`;
    default:
      return exact(value, 2);
  }
}

const exact = (value: number, digits: number): string =>
  Number.isInteger(value) ? formatCount(value) : value.toLocaleString("en-US", { maximumFractionDigits: digits });

const seriesText = (points: string): string =>
  points
    .split(" ")
    .filter(Boolean)
    .map((point) => exact(Number(point), 1))
    .join(" · ");

const TABLES: Readonly<Record<string, string>> = {
  tenant_daily_facts: "daily sums of the tenant's mail",
  fleet_daily_facts: "daily sums of all mail",
  esp_events: "provider events",
  tenant_figures: "tenants",
  smtp_ips: "sending addresses",
  source_readings: "readings of the source",
  cost_history: "weeks of cost",
};

/** Rows of a table in words: "30 daily sums of the tenant's mail". */
export const rowsText = (table: string, count: number): string =>
  `${formatCount(count)} ${TABLES[table] ?? table.replaceAll("_", " ")}`;

const WINDOWS: Readonly<Record<string, string>> = {
  current: "As it is now",
  monthly: "30 days",
  quarterly: "90 days",
  semi_annual: "182 days",
  annual: "365 days",
};

/** A window's name in words: `last_30d` → "Last 30 days", `last_30d_before` → "The 30 days before the last 30". */
export function windowText(name: string): string {
  const [, count, unit, before] = /^last_(\d+)(d|_weeks|_months)(_before)?$/.exec(name) ?? [];
  if (count === undefined) return WINDOWS[name] ?? wordText(name);
  const what = `${count} ${unit === "d" ? "days" : unit?.slice(1)}`;
  return before === undefined ? `Last ${what}` : `The ${what} before the last ${what}`;
}

/** A formula's or a rounding's text as people read it: names of inputs as words, and no word of the wire. */
export const plainText = (text: string): string =>
  text
    .replaceAll("insufficient_data", "not enough data")
    .replaceAll("_percent", "\u00a0%")
    .replaceAll("_", " ")
    .replace(/[a-z][A-Z]/g, ([before = "", letter = ""]) => `${before} ${letter.toLowerCase()}`);
