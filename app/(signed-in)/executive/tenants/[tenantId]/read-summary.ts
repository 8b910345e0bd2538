import { cache } from "react";
import { figuresOf } from "#app/_support/figures.ts";
import { pageCaller } from "#lib/auth/console";
import { getTenantAnnotations } from "#lib/executive/annotations";
import { getTenantSummary } from "#lib/executive/operations";
import { getTenantTrends, listTenantIncidents } from "#lib/executive/series-operations";
import { type Targets, targetsOfFigures } from "#lib/executive/targets";
import type { Caller, Meta } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** Read once a request, for the title and for the page. */
export const summaryOf = cache(async (tenantId: string) =>
  perform(getTenantSummary, await pageCaller(), { path: { tenantId } }),
);

/** Thirty days, or a year by week for who sends too little a day to have rates by day. */
function tellingPeriod(meta: Meta | undefined, { volumeFloor }: Targets): string {
  const { high = null } = figuresOf(meta)("system_metrics.sent_30d") ?? {};
  return high !== null && high / 30 < volumeFloor ? "last_365d" : "last_30d";
}

const INCIDENTS_A_PAGE = "10";

interface Asked {
  readonly timeframe?: string | undefined;
  /** Of the incidents. */
  readonly page?: string | undefined;
  readonly pageSize?: string | undefined;
}

/** Everything that a tenant's summary shows to this reader. */
export async function readSummary(caller: Caller, tenantId: string, asked: Asked) {
  const path = { tenantId };
  const { page = "1", pageSize = INCIDENTS_A_PAGE } = asked;
  // This one alone at first: a refusal is one record, not several.
  const summary = await summaryOf(tenantId);
  const targets = await targetsOfFigures();
  const query = { timeframe: asked.timeframe ?? tellingPeriod(summary.meta, targets) };
  const [trends, annotations, incidents] = await Promise.all([
    perform(getTenantTrends, caller, { path, query }),
    perform(getTenantAnnotations, caller, { path, query }),
    perform(listTenantIncidents, caller, { path, query: { page, pageSize } }),
  ]);
  return { summary, targets, trends, annotations, incidents };
}

export type SummaryReading = Awaited<ReturnType<typeof readSummary>>;
