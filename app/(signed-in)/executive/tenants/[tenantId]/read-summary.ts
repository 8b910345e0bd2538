import { getTenantAnnotations } from "#lib/executive/annotations";
import { getTenantSummary } from "#lib/executive/operations";
import { getTenantTrends, listTenantIncidents } from "#lib/executive/series-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

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
  const { timeframe, page = "1", pageSize = INCIDENTS_A_PAGE } = asked;
  const query = timeframe === undefined ? {} : { timeframe };
  // This one alone at first: a refusal is one record, not several.
  const summary = await perform(getTenantSummary, caller, { path });
  const [trends, annotations, incidents] = await Promise.all([
    perform(getTenantTrends, caller, { path, query }),
    perform(getTenantAnnotations, caller, { path, query }),
    perform(listTenantIncidents, caller, { path, query: { page, pageSize } }),
  ]);
  return { summary, trends, annotations, incidents };
}

export type SummaryReading = Awaited<ReturnType<typeof readSummary>>;
