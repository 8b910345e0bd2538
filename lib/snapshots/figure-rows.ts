import type { Snapshot } from "./resource.ts";
import { FIGURE_LABELS, figureWords, reasonWords } from "./wording.ts";

/** One figure of a snapshot as paper, page and file show it. */
export interface FigureRow {
  readonly path: string;
  readonly section: string;
  readonly label: string;
  /** For people: "98–99 %". */
  readonly shown: string;
  readonly value: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  readonly sources: readonly string[];
  readonly asOf: string | null;
  readonly method: string;
  readonly confidence: string;
  readonly isStale: boolean;
  /** What is to be said of it: stale, missing, too little. */
  readonly remark: string;
}

/** The figures of the snapshot in the order of its labels; those that this reader does not see are left out. */
export function figureRows({ figures }: Pick<Snapshot, "figures">): FigureRow[] {
  return Object.entries(FIGURE_LABELS).flatMap(([path, label]) => {
    const figure = figures[path];
    return figure === undefined ? [] : [rowOf(path, label, figure)];
  });
}

function rowOf(path: string, label: string, figure: Readonly<Record<string, unknown>>): FigureRow {
  const text = (name: string): string | null => {
    const value = figure[name];
    return value === null || value === undefined ? null : String(value);
  };
  const number = (name: string): number | null => {
    const value = figure[name];
    return typeof value === "number" ? value : null;
  };
  const isStale = figure["stale"] === true;
  const unit = text("unit") ?? "";
  const { sources } = figure;
  return {
    path,
    section: path.split(".", 1)[0] ?? "",
    label,
    shown: figureWords(text("value"), unit),
    value: text("value"),
    low: number("low"),
    high: number("high"),
    unit,
    sources: Array.isArray(sources) ? sources.map(String) : [],
    asOf: text("as_of"),
    method: text("method") ?? "",
    confidence: text("confidence") ?? "",
    isStale,
    remark: isStale ? "Stale: its source had not answered lately" : reasonWords(figure["reason"]),
  };
}
