import { type Formula, INSUFFICIENT, type Inputs } from "./formula.ts";
import { ROUNDINGS, type RoundingName } from "./rounding.ts";
import type { SourceId, Standings } from "./sources.ts";

export type Confidence = "high" | "medium" | "low";

/** The days that a figure covers; both ends null for a moment. */
export interface FigureWindow {
  readonly name: string;
  readonly start: Date | null;
  readonly end: Date | null;
}

/** What a figure is made of. Everything that is shown, and its lineage, derives from this. */
export interface FigureDraft<I extends Inputs = Inputs> {
  readonly figureId: string;
  readonly formula: Formula<I>;
  /** Null: what it needs has never been there. */
  readonly inputs: I | null;
  readonly rounding: RoundingName;
  readonly sources: readonly [SourceId, ...SourceId[]];
  readonly window: FigureWindow;
  /** When the facts were read; a source that answered later does not make them younger. */
  readonly readOn: Date;
  /** How many of what the inputs sum up: messages, servers, months. */
  readonly sampleSize: number | null;
  /** Rows that were read, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A number or word with everything that makes it honest (domain.md §5, decisions §7). The exact number is not part of it. */
export interface Figure {
  readonly figureId: string;
  /** As the wire writes it: a range, a number, a word; null where it is not known. */
  readonly value: string | number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly sources: readonly [SourceId, ...SourceId[]];
  readonly asOf: Date | null;
  readonly window: FigureWindow;
  readonly formula: { readonly name: string; readonly version: number; readonly text: string };
  readonly rounding: RoundingName;
  readonly sampleSize: number | null;
  readonly confidence: Confidence;
  readonly isStale: boolean;
  /** Why it says less than it could. */
  readonly reason: "source_missing" | "insufficient_data" | null;
}

/** The figure of a draft, as its sources stand. A missing source makes it null: never a guess, never a zero. */
export function figureOf<I extends Inputs>(draft: FigureDraft<I>, standings: Standings): Figure {
  const { formula, inputs, rounding, sources, sampleSize } = draft;
  const isMissing = inputs === null || sources.some((id) => standings[id].state === "missing");
  const isStale = !isMissing && sources.some((id) => standings[id].state === "stale");
  const shown = isMissing ? UNKNOWN : show(formula.compute(inputs), rounding);
  return {
    figureId: draft.figureId,
    ...shown,
    unit: formula.unit,
    sources,
    asOf: isMissing ? null : oldest([draft.readOn, ...sources.map((id) => standings[id].asOf)]),
    window: draft.window,
    formula: { name: formula.name, version: formula.version, text: formula.text },
    rounding,
    sampleSize,
    confidence: isMissing || isStale ? "low" : confidenceOf(formula.kind, sampleSize),
    isStale,
    reason: isMissing ? "source_missing" : shown.value === INSUFFICIENT ? "insufficient_data" : null,
  };
}

const UNKNOWN = { value: null, low: null, high: null };

/** What is shown of a formula's answer: a word as it is, a number as its rounding lets it. */
export function show(computed: number | string, rounding: RoundingName): Pick<Figure, "value" | "low" | "high"> {
  if (typeof computed === "string") {
    return { ...UNKNOWN, value: computed };
  }
  const { range, write } = ROUNDINGS[rounding];
  const shown = range(computed);
  return { value: write(shown), ...shown };
}

const SAMPLE_HIGH = 10_000;
const SAMPLE_MEDIUM = 1000;

function confidenceOf(kind: Formula["kind"], sampleSize: number | null): Confidence {
  if (kind === "count" || kind === "reading") {
    return "high";
  }
  if (kind === "model") {
    return "medium";
  }
  const sample = sampleSize ?? 0;
  return sample >= SAMPLE_HIGH ? "high" : sample >= SAMPLE_MEDIUM ? "medium" : "low";
}

/** The earliest of the moments that are known. */
export const oldest = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce<Date | null>((least, at) => (at !== null && (least === null || at < least) ? at : least), null);
