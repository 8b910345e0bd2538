import { operation } from "../operation/operation.ts";
import { countTenants } from "./queries.ts";
import { reading } from "./reading.ts";
import { Overview, OverviewQuery } from "./schema.ts";

/** Sources of the overview that have no adapter in this release; named in the answer as long as that is so. */
const MISSING_SOURCES = [
  "backbone_health",
  "business_events",
  "esp_billing",
  "esp_events",
  "infrastructure",
  "subscriptions",
] as const;

const count = (value: number, asOf: string) => ({
  low: value,
  high: value,
  unit: "tenants",
  source: "platform_database",
  as_of: asOf,
  method: "exact count",
  confidence: "high",
});

export const getOverview = operation({
  name: "getSystemOverview",
  summary: "Executive overview",
  http: { method: "GET", path: "/overview" },
  policy: {
    access: "roles",
    roles: [
      "SuperAdmin",
      "Auditor",
      "ROLE_EXECUTIVE_CEO",
      "ROLE_EXECUTIVE_CFO",
      "ROLE_EXECUTIVE_COO",
      "ROLE_EXECUTIVE_CTO",
      "ROLE_SYSTEM_ADMIN",
      "ROLE_OPERATIONS_MANAGER",
    ],
    permission: "SYSTEM_OVERVIEW_VIEW",
    customRoles: true,
  },
  limit: "admin",
  audit: null,
  viewed: { action: "SYSTEM_VIEWED", entityType: "snapshot" },
  input: { query: OverviewQuery },
  output: Overview,
  errors: ["BACKBONE_CONSTRAINT"],
  example: {
    input: { query: { timeframe: "last_30d" } },
    output: {
      timeframe: "last_30d",
      system_health: { overall_status: null, uptime: null, active_incidents: null },
      tenant_metrics: { total_tenants: 150, active_tenants: 145, new_tenants_30d: 8 },
      deliverability: { overall_delivery_rate: null, issues_monitored: null },
      operations: { backbone_health: null, api_response_time: null, queue_processing: null },
      business_metrics: { monthly_revenue: null, cost_optimization_opportunities: null },
    },
  },
  async run({ db, now }, { query }) {
    const { value: counts, asOf: countedOn } = await reading("tenants", now, () => countTenants(db, now));
    const asOf = countedOn.toISOString();
    return {
      data: {
        timeframe: query.timeframe,
        system_health: { overall_status: null, uptime: null, active_incidents: null },
        tenant_metrics: {
          total_tenants: counts.total,
          active_tenants: counts.active,
          new_tenants_30d: counts.created30d,
        },
        deliverability: { overall_delivery_rate: null, issues_monitored: null },
        operations: { backbone_health: null, api_response_time: null, queue_processing: null },
        business_metrics: { monthly_revenue: null, cost_optimization_opportunities: null },
      },
      meta: {
        data_source: "backbone_apis",
        data_quality: "partial",
        last_updated: asOf,
        data_sources_limited: [...MISSING_SOURCES],
        figures: {
          "tenant_metrics.total_tenants": count(counts.total, asOf),
          "tenant_metrics.active_tenants": count(counts.active, asOf),
          "tenant_metrics.new_tenants_30d": count(counts.created30d, asOf),
        },
      },
    };
  },
});
