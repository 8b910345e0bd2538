import { formatCount } from "#components/ui/format";
import { type FigureNote, figureText } from "./figure-words.tsx";

/** A point of a series: a range, a word where it says too little, or nothing. */
export interface TrendPoint {
  /** The UTC day, or the week's Monday: `2026-11-20`. */
  readonly date: string;
  readonly value: string | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a series is of. */
export interface TrendSubject {
  readonly unit: string;
  readonly source: string;
  readonly interval: "day" | "week" | "month";
  /** The UTC day of the rendering: the point that it falls into is not over. */
  readonly today?: string | undefined;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** A point's date in words: "20 Nov", "week of 16 Nov", "Nov 2026". */
export function dateText(date: string, interval: TrendSubject["interval"] = "day"): string {
  const at = new Date(`${date.length === 7 ? `${date}-01` : date}T00:00:00Z`);
  if (interval === "month") return monthFormat.format(at);
  return `${interval === "week" ? "week of " : ""}${dayFormat.format(at)}`;
}

/** A point's value in words; null where it is unknown. */
export const pointText = ({ value }: Pick<TrendPoint, "value">, { unit, source }: Omit<TrendSubject, "interval">) =>
  figureText({ value, unit, source } satisfies Pick<FigureNote, "value" | "unit" | "source">);

const isKnown = (point: TrendPoint): point is TrendPoint & { low: number; high: number } =>
  point.low !== null && point.high !== null;

/** The series in a sentence or two: the newest point, the least and the most, and what is missing. */
export function trendSummary(points: readonly TrendPoint[], subject: TrendSubject): string {
  const known = points.filter(isKnown);
  const newest = known.at(-1);
  if (newest === undefined) return unknownText(points, subject);
  const ordered = known.toSorted((a, b) => a.low + a.high - (b.low + b.high));
  const [least = newest, most = newest] = [ordered[0], ordered.at(-1)];
  const running = runningDate(points, subject);
  const said = (point: TrendPoint) =>
    `${pointText(point, subject)} (${dateText(point.date, subject.interval)}${point.date === running ? " so far" : ""})`;
  const span = least.value === most.value ? "the same throughout" : `lowest ${said(least)}, highest ${said(most)}`;
  return `Newest ${said(newest)}; ${span}.${missingText(points.length - known.length, subject.interval)}`;
}

/** The point that is still running, by its date; undefined where the series ends before today. */
function runningDate(points: readonly TrendPoint[], { interval, today }: TrendSubject): string | undefined {
  const last = points.at(-1)?.date;
  if (last === undefined || today === undefined) return undefined;
  const days = (Date.parse(today) - Date.parse(last)) / 86_400_000;
  return days < (interval === "day" ? 1 : interval === "week" ? 7 : 31) ? last : undefined;
}

/** Too little on each day is another thing than nothing at all: a longer period may say more. */
const unknownText = (points: readonly TrendPoint[], { interval }: TrendSubject): string =>
  points.some(({ value }) => value !== null)
    ? `Too little mail on every ${interval} of this period for a rate.${interval === "day" ? " Over 365 days it is summed by week." : ""}`
    : "Nothing is known of this period.";

const missingText = (count: number, interval: string): string =>
  count === 0 ? "" : ` ${formatCount(count)} ${interval}${count === 1 ? " has" : "s have"} too little data or none.`;
