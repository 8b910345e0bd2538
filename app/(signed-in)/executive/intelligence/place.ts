import type { Caller } from "#lib/operation/operation";

export const PATH = "/executive/intelligence";

/** Parameters of the page besides its dialogs. */
export const KEYS = [
  "section",
  "scope",
  "priority",
  "status",
  "timeframe",
  "tenant_id",
  "page",
  "pageSize",
  "peek",
] as const;
export type Asked = Partial<Record<(typeof KEYS)[number], string>>;

/** Where the reader stands in the page, and as whom. */
export interface Place {
  readonly caller: Caller;
  readonly asked: Asked;
  /** The page's address without a dialog. */
  readonly at: string;
  readonly now: string;
}
