import { stringify } from "csv-stringify/sync";
import type { MediaType } from "../operation/stream.ts";
import type { ExportFormat } from "./schema.ts";

/** A row on its way out: scalars, moments, and objects, which CSV shows as JSON text. */
export type ExportRow = Readonly<Record<string, unknown>>;

interface Format {
  readonly mediaType: MediaType;
  /** What stands before the first row. */
  readonly head: (columns: readonly string[]) => string;
  /** The rows, each with its line end; what is not named in `columns` stays out. */
  readonly lines: (columns: readonly string[], rows: readonly ExportRow[]) => string;
}

/**
 * What a spreadsheet would take for a formula or a command, also behind blanks (OWASP: CSV injection). Written so that JavaScript
 * and PostgreSQL read it alike.
 */
export const FORMULA = "^([\t\r\n|]|[ \t\r\n\f\v\u00a0\ufeff]*[=+@＝＋－＠-])";
/** What has to stand in quotes; `;` because in some countries it is the separator. */
export const QUOTED = '[",;\t\r\n]';
const [isFormula, isQuoted] = [new RegExp(FORMULA), new RegExp(QUOTED)];

/** A cell's text; a number keeps its sign, any other text that looks like a formula gets an apostrophe in front. */
function cell(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }
  if (typeof value === "number") {
    return String(value);
  }
  const text = textOf(value);
  return isFormula.test(text) ? `'${text}` : text;
}

function textOf(value: unknown): string {
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** RFC 4180: lines end with CRLF, quotes are doubled. */
const csv = (rows: readonly (readonly unknown[])[]): string =>
  stringify(
    rows.map((row) => row.map(cell)),
    { record_delimiter: "windows", quoted_match: isQuoted },
  );

const only = (columns: readonly string[], row: ExportRow): ExportRow =>
  Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));

/** The forms of an export (decisions §5 audit), by the value of `format`. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    mediaType: "text/csv",
    head: (columns) => csv([columns]),
    lines: (columns, rows) => csv(rows.map((row) => columns.map((column) => row[column]))),
  },
  ndjson: {
    mediaType: "application/x-ndjson",
    head: () => "",
    lines: (columns, rows) => rows.map((row) => `${JSON.stringify(only(columns, row))}\n`).join(""),
  },
};
