import { z } from "zod";
import type { FigureNote } from "#components/executive/figure-words";
import type { Quality } from "#components/executive/quality";
import type { Meta } from "#lib/operation/operation";

const Note = z.object({
  figure_id: z.string(),
  value: z.union([z.string(), z.number()]).nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string(),
  source: z.string(),
  sources: z.array(z.string()),
  as_of: z.string().nullable(),
  method: z.string(),
  confidence: z.enum(["high", "medium", "low"]),
  stale: z.literal(true).optional(),
});

/** The figure at a path of the answer, `deliverability.issues_monitored`; undefined where the answer has none. */
export type FigureAt = (path: string) => FigureNote | undefined;

/** Looks up the figures of an answer by their path in its data. */
export const figuresOf =
  (meta: Meta | undefined): FigureAt =>
  (path) => {
    const note = Note.safeParse(meta?.figures?.[path]).data;
    const limited = meta?.data_sources_limited ?? [];
    return note && { ...note, limited: note.sources.filter((id) => limited.includes(id)) };
  };

interface Standing {
  /** That of the worst answer. */
  readonly quality: Quality;
  /** Every source that some answer misses. */
  readonly limited: readonly string[];
  /** Age of the oldest contributor, ISO 8601; null: unknown. */
  readonly asOf: string | null;
}

/** How several answers stand together: a page is as good as the worst of its figures. */
export function standingOf(metas: readonly (Meta | undefined)[]): Standing {
  const known = metas.filter((meta) => meta !== undefined);
  const qualities = known.map(({ data_quality }) => data_quality);
  const ages = known.flatMap(({ last_updated: at }) => (at === null ? [] : [at]));
  return {
    quality: qualities.includes("partial") ? "partial" : qualities.includes("stale") ? "stale" : "standard",
    limited: [...new Set(known.flatMap(({ data_sources_limited: limited = [] }) => limited))].toSorted(),
    asOf: ages.toSorted()[0] ?? null,
  };
}
