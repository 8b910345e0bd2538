import { formatCount } from "#components/ui/format";

/** A figure as an answer's `meta.figures` writes it, with what of its sources does not answer as it should. */
export interface FigureNote {
  readonly figure_id: string;
  readonly value: string | number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly source: string;
  readonly sources: readonly string[];
  /** Age of its oldest contributor; null: unknown. */
  readonly as_of: string | null;
  readonly method: string;
  readonly confidence: "high" | "medium" | "low";
  /** A source that it needs has not answered for long. */
  readonly stale?: true | undefined;
  /** Those of its sources that are missing or late. */
  readonly limited: readonly string[];
}

type Written = Pick<FigureNote, "value" | "unit"> & { readonly source?: string | undefined };

const INSUFFICIENT = "insufficient_data";
const RANGE = /^(\d+(?:\.\d+)?[KM]?)(?:-(\d+(?:\.\d+)?[KM]?))?(?:_percent|%|ms_avg)?$/;
const WORDS: Readonly<Record<string, string>> = { critical_action_required: "Critical: act now" };

/** Whether there is too little behind the figure to say anything. */
export const isInsufficient = ({ value }: Pick<FigureNote, "value">): boolean => value === INSUFFICIENT;

/** A figure in the words of people: `98-99_percent` → "98–99 %", `5K-15K` dollars → "$5K–15K"; null where it is unknown. */
export function figureText({ value, unit, source }: Written): string | null {
  if (value === null) return null;
  if (value === INSUFFICIENT) return source === "esp_events" ? "Not enough mail" : "Not enough data";
  const [, low, high] = RANGE.exec(String(value)) ?? [];
  return low === undefined
    ? wordText(String(value))
    : withUnit(high === undefined ? digits(low) : spanOf(low, high), unit);
}

/** A word of a vocabulary as people write it: `needs_review` → "Needs review". */
export function wordText(word: string): string {
  const plain = word.replaceAll("_", " ");
  return WORDS[word] ?? (plain[0] ?? "").toUpperCase() + plain.slice(1);
}

/** A bound between two ranges of numbers, written out: "1,000–1,500". */
const spanOf = (low: string, high: string): string => `${digits(low)}–${digits(high)}`;
const digits = (bound: string): string => (/[KM.]/.test(bound) ? bound : formatCount(Number(bound)));

function withUnit(text: string, unit: string): string {
  switch (unit) {
    case "percent":
      return `${text}\u00a0%`;
    case "USD":
      return `$${text}`;
    case "ms":
      return `${text}\u00a0ms`;
    default:
      return text;
  }
}
