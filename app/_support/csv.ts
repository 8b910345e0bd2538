import { EXPORT_FORMATS, type ExportRow } from "#lib/export/formats";
import type { Stream } from "#lib/operation/stream";

/** A few rows as a CSV file, for what a page shows as a chart; long lists are exports of their operation. */
export function csvStream<C extends string>(
  name: string,
  columns: readonly C[],
  rows: readonly (ExportRow & Readonly<Record<C, unknown>>)[],
): Stream {
  const { mediaType, head, lines } = EXPORT_FORMATS.csv;
  return {
    mediaType,
    filename: `${name}.csv`,
    async *open() {
      yield head(columns) + lines(columns, rows);
    },
  };
}
