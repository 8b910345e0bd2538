import { trendsTimeframe } from "#app/_support/money-windows.ts";
import { getAnnotations } from "#lib/executive/annotations";
import { getRevenueProtection } from "#lib/executive/business-operations";
import { getTrends } from "#lib/executive/series-operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** Everything that the page shows to this reader; what the role does not read is null. */
export async function readRevenue(caller: Caller, window: string | undefined) {
  // This one alone at first: a refusal is one record, not several.
  const revenue = await perform(getRevenueProtection, caller, { query: window === undefined ? {} : { window } });
  const query = { timeframe: trendsTimeframe[revenue.data.window] };
  const [trends, annotations] = await Promise.all([
    can(caller.actor, getTrends.policy) ? perform(getTrends, caller, { query }) : null,
    can(caller.actor, getAnnotations.policy) ? perform(getAnnotations, caller, { query }) : null,
  ]);
  return { revenue, trends, annotations };
}

export type RevenueReading = Awaited<ReturnType<typeof readRevenue>>;
