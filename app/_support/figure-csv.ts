import { csvStream } from "#app/_support/csv.ts";
import { figuresOf } from "#app/_support/figures.ts";
import type { Meta } from "#lib/operation/operation";
import type { Stream } from "#lib/operation/stream";

const COLUMNS = [
  "figure",
  "about",
  "value",
  "low",
  "high",
  "unit",
  "source",
  "as_of",
  "confidence",
  "label",
  "figure_id",
] as const;

/** Every figure of an answer as a CSV file: what the page shows, with source, age and confidence; unknown ones are empty. */
export function figureCsv(
  name: string,
  meta: Meta | undefined,
  { about, label }: { readonly about: (path: string) => string; readonly label: string },
): Stream {
  const figure = figuresOf(meta);
  const rows = Object.keys(meta?.figures ?? {}).flatMap((path) => {
    const note = figure(path);
    return note === undefined ? [] : [{ ...note, figure: path, about: about(path), label }];
  });
  return csvStream(name, COLUMNS, rows);
}
