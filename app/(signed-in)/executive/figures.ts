import { z } from "zod";
import type { FigureNote } from "#components/executive/figure-tile";
import type { Overview } from "#lib/executive/schema";
import type { Meta } from "#lib/operation/operation";

const Note = z.object({
  source: z.string(),
  as_of: z.string().nullable(),
  method: z.string(),
  confidence: z.enum(["high", "medium", "low"]),
  stale: z.literal(true).optional(),
});

/** What the answer says about the origin of one of its figures. */
export const noteOf = (meta: Meta | undefined, key: string): FigureNote | undefined =>
  Note.safeParse(meta?.figures?.[key]).data;

/** A figure by its path in the answer, `deliverability.issues_monitored`. */
export function figureAt(overview: Overview, key: string): string | number | null {
  const [group = "", name = ""] = key.split(".");
  const found: unknown = Object.entries(overview)
    .filter(([title]) => title === group)
    .flatMap(([, figures]) => Object.entries(figures))
    .find(([title]) => title === name)?.[1];
  return typeof found === "string" || typeof found === "number" ? found : null;
}
