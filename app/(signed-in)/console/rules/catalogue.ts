import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listRuleMetrics } from "#lib/rules/language-operations";
import type { CatalogueEntry } from "#lib/rules/schema";

/** All that a condition can read; it fits one page. */
export const metricCatalogue = async (caller: Caller): Promise<readonly CatalogueEntry[]> =>
  (await perform(listRuleMetrics, caller, { query: { pageSize: "100" } })).data.items;
