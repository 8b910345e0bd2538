import { queryOf } from "#components/ui/href";

const KEYS = ["kind", "ruleId", "tenantId", "error", "dateFrom", "dateTo"] as const;

export type RetryFilter = Partial<Record<(typeof KEYS)[number], string>>;

/** The conditions of a list's query that a retry can name; the status is not one, since only open entries are retried. */
export const retryFilterOf = (query: string): RetryFilter =>
  queryOf(Object.fromEntries(new URLSearchParams(query)), KEYS);
