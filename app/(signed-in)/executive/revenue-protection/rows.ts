import { figuresOf } from "#app/_support/figures.ts";
import type { InsightRow } from "#components/money/insights-table";
import { getTenantSummary } from "#lib/executive/operations";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { summaryHref } from "../way.ts";
import type { RevenueReading } from "./read.ts";

/** The tenants at risk with their figures; those whose summary the role may read lead there. */
export function insightRows({ data, meta }: RevenueReading["revenue"], actor: Actor, at: string): InsightRow[] {
  const figure = figuresOf(meta);
  const leadsOn = can(actor, getTenantSummary.policy);
  return data.business_insights.map(({ tenant_id: tenantId, tenant_name: name, segment, concern, risk }, index) => ({
    tenantId,
    name,
    segment,
    concern,
    risk,
    riskNote: figure(`business_insights.${index}.risk`),
    impact: figure(`business_insights.${index}.impact_range`),
    href: leadsOn ? summaryHref(tenantId, at) : undefined,
  }));
}
