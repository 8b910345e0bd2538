import { getAnnotations } from "#lib/executive/annotations";
import { getCostOptimization, getRevenueProtection } from "#lib/executive/business-operations";
import { getTenantGrowth } from "#lib/executive/growth";
import { getOverview, listSystemTenants } from "#lib/executive/operations";
import { getTrends } from "#lib/executive/series-operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

const LARGEST = { sort: "-sent_30d", pageSize: "8" } as const;

/** Everything that the overview shows to this reader; what the role does not read is null. */
export async function readOverview(caller: Caller, timeframe: string | undefined) {
  const query = timeframe === undefined ? {} : { timeframe };
  // This one alone at first: a refusal is one record, not several.
  const overview = await perform(getOverview, caller, { query });
  const window = overview.data.timeframe === "last_90d" ? "quarterly" : "monthly";
  const [trends, growth, annotations, revenue, cost, tenants] = await Promise.all([
    perform(getTrends, caller, { query }),
    perform(getTenantGrowth, caller, {}),
    perform(getAnnotations, caller, { query }),
    can(caller.actor, getRevenueProtection.policy)
      ? perform(getRevenueProtection, caller, { query: { window } })
      : null,
    can(caller.actor, getCostOptimization.policy)
      ? perform(getCostOptimization, caller, { query: { window: "monthly" } })
      : null,
    can(caller.actor, listSystemTenants.policy) ? perform(listSystemTenants, caller, { query: LARGEST }) : null,
  ]);
  return { overview, trends, growth, annotations, revenue, cost, tenants };
}

export type OverviewReading = Awaited<ReturnType<typeof readOverview>>;
