import type { Meta } from "../operation/operation.ts";
import { type Figure, type FigureDraft, type FigureWindow, figureOf, oldest } from "./figure.ts";
import type { Formula, Inputs } from "./formula.ts";
import type { RoundingName } from "./rounding.ts";
import type { SourceId, Standings } from "./sources.ts";

interface SheetHead {
  /** The answer that the figures stand in; the first part of every figure's id. */
  readonly endpoint: string;
  /** The tenant that they are of; null: the whole platform. */
  readonly subject: string | null;
  readonly window: FigureWindow;
  readonly standings: Standings;
  readonly readOn: Date;
}

/** How one figure differs from what its sheet says of all. */
interface Entry<I extends Inputs, W extends string> {
  readonly formula: Formula<I, W>;
  readonly inputs: I | null;
  readonly sources: readonly [SourceId, ...SourceId[]];
  readonly rounding?: RoundingName;
  readonly sampleSize?: number | null;
  readonly rows?: Readonly<Record<string, number>>;
  readonly window?: FigureWindow;
  /** When its facts were read, where that is not when the sheet's were. */
  readonly readOn?: Date | undefined;
  /** Names it in its id instead of the path, where the path counts rows. */
  readonly key?: string;
}

/** A figure with what it was made of. */
interface Made {
  readonly figure: Figure;
  readonly draft: FigureDraft;
}

/** All figures of one answer. What it shows, its `meta` and each lineage are read off the same figures. */
export class FigureSheet {
  readonly #head: SheetHead;
  readonly #made = new Map<string, Made>();
  readonly #needed = new Set<SourceId>();

  constructor(head: SheetHead) {
    this.#head = head;
  }

  /** Makes the figure at this path of `data`. */
  figure<I extends Inputs, W extends string>(path: string, entry: Entry<I, W>): Figure {
    return this.#make(path, entry);
  }

  /** Makes the figure at this path of `data` and returns what the wire shows there: a range, a word, or null where it is unknown. */
  text<I extends Inputs, W extends string>(path: string, entry: Entry<I, W>): string | null {
    const { value } = this.#make(path, entry);
    return value === null ? null : String(value);
  }

  /** As `text`, for a figure that is a whole number or unknown. */
  count<I extends Inputs, W extends string>(path: string, entry: Entry<I, W>): number | null {
    return this.#make(path, entry).low;
  }

  /** As `text`, for a figure that is a word of the answer's vocabulary or unknown. */
  word<I extends Inputs, W extends string>(path: string, entry: Entry<I, W>): W | null {
    // A formula that answers with words answers with its own.
    return this.#make(path, entry).value as W | null;
  }

  /** Says that a list of the answer would hold more, or less, if these sources stood otherwise. */
  needs(...sources: readonly SourceId[]): void {
    for (const source of sources) {
      this.#needed.add(source);
    }
  }

  /** False for a source that says nothing any more: what comes from it is left out, not shown as none. */
  knows(source: SourceId): boolean {
    return this.#head.standings[source].state !== "missing";
  }

  /** The figure with this id and what it was made of. */
  find(figureId: string): Made | undefined {
    return [...this.#made.values()].find(({ figure }) => figure.figureId === figureId);
  }

  /**
   * `meta` of the answer: quality, limited sources, age of the oldest contributor, every figure (decisions §7, §9); without those that
   * say so much of themselves where they stand that `isListed` leaves them out.
   */
  meta(dataSource: string, isListed: (path: string) => boolean = () => true): Meta {
    const all = [...this.#made.values()].map(({ figure }) => figure);
    const figures = [...this.#made]
      .filter(([path]) => isListed(path))
      .map(([path, { figure }]) => [path, figure] as const);
    const limited = this.#limited(all);
    const toWire = figureWriter();
    return {
      data_source: dataSource,
      data_quality: this.#quality(all, limited),
      last_updated: isoOf(oldest(all.map(({ asOf }) => asOf))),
      ...(limited.length > 0 && { data_sources_limited: limited }),
      figures: Object.fromEntries(figures.map(([path, figure]) => [path, toWire(figure)])),
    };
  }

  #make<I extends Inputs, W extends string>(path: string, entry: Entry<I, W>): Figure {
    const { endpoint, subject, window, standings, readOn } = this.#head;
    const draft: FigureDraft<I> = {
      figureId: [endpoint, subject, window.name, entry.key ?? path].filter(Boolean).join("~"),
      formula: entry.formula,
      inputs: entry.inputs,
      rounding: entry.rounding ?? "exact",
      sources: entry.sources,
      window: entry.window ?? window,
      readOn: entry.readOn ?? readOn,
      sampleSize: entry.sampleSize ?? null,
      rows: entry.rows ?? {},
    };
    const figure = figureOf(draft, standings);
    // Sound: a draft's own formula is only ever given its own inputs.
    this.#made.set(path, { figure, draft: draft as unknown as FigureDraft });
    return figure;
  }

  /** Sources that are not as they should be, or that had nothing for a figure that needs them. */
  #limited(figures: readonly Figure[]): SourceId[] {
    const { standings } = this.#head;
    const needed = [...figures.flatMap(({ sources }) => sources), ...this.#needed];
    const late = needed.filter((id) => standings[id].state !== "fresh");
    const silent = figures.flatMap(({ reason, sources }) =>
      reason === "source_missing" && sources.every((id) => standings[id].state !== "missing") ? [sources[0]] : [],
    );
    return [...new Set([...late, ...silent])].sort();
  }

  #quality(figures: readonly Figure[], limited: readonly SourceId[]): Meta["data_quality"] {
    const isPartial =
      figures.some(({ reason }) => reason === "source_missing") || [...this.#needed].some((id) => !this.knows(id));
    if (isPartial) {
      return "partial";
    }
    return limited.length > 0 ? "stale" : "standard";
  }
}

/** Writes figures as `meta.figures` carries them. Of hundreds most share their moments, window and method: each of those is written once. */
function figureWriter(): (figure: Figure) => object {
  const iso = remembered(isoOf);
  const span = remembered(({ name, start, end }: FigureWindow) => ({ name, start: isoOf(start), end: isoOf(end) }));
  // What the formula does; its edge cases stand in the lineage.
  const method = remembered((text: string) => text.split(";", 1)[0]);
  return ({ figureId, value, low, high, unit, sources, asOf, window, formula, reason, ...figure }) => ({
    figure_id: figureId,
    value,
    low,
    high,
    unit,
    source: sources[0],
    sources,
    as_of: iso(asOf),
    window: span(window),
    method: method(formula.text),
    formula: `${formula.name}@${formula.version}`,
    sample_size: figure.sampleSize,
    confidence: figure.confidence,
    ...(figure.isStale && { stale: true }),
    ...(reason !== null && { reason }),
  });
}

/** The same function, which works each answer out once. */
function remembered<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key) ?? work(key);
    known.set(key, found);
    return found;
  };
}

const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null;
