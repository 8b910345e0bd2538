import { z } from "zod";

/** The forms of an export (decisions §5 audit). */
export const EXPORT_FORMAT_NAMES = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMAT_NAMES)[number];

/** The `format` parameter of an export. */
export const formatQuery = z
  .enum(EXPORT_FORMAT_NAMES)
  .default("csv")
  .describe("csv: one line a row under a header; ndjson: one JSON object a line");
