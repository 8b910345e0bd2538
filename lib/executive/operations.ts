import { operation } from "../operation/operation.ts";
import { READERS, VIEWED, VIEWED_TENANT } from "./access.ts";
import { composeDirectory } from "./directory.ts";
import { Directory, DirectoryQuery } from "./directory-schema.ts";
import { composeOverview } from "./overview.ts";
import { Overview, OverviewQuery } from "./schema.ts";
import { composeTenantSummary } from "./tenant-summary.ts";
import { SystemTenantPath, TenantSummary } from "./tenant-summary-schema.ts";

const TENANT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";
const LABEL = "Internal approximation / non-authoritative";

export const getOverview = operation({
  name: "getSystemOverview",
  summary: "Executive overview",
  http: { method: "GET", path: "/overview" },
  policy: READERS.overview,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: OverviewQuery },
  output: Overview,
  errors: ["BACKBONE_CONSTRAINT"],
  example: {
    input: { query: { timeframe: "last_30d" } },
    output: {
      timeframe: "last_30d",
      system_health: { overall_status: "operational", uptime: "99.9%", active_incidents: 0 },
      tenant_metrics: { total_tenants: 150, active_tenants: 145, new_tenants_30d: 8 },
      deliverability: {
        overall_delivery_rate: "98-99_percent",
        previous_delivery_rate: "98-99_percent",
        sent: "10M-15M",
        previous_sent: "10M-15M",
        issues_monitored: 2,
      },
      operations: { backbone_health: "operational", api_response_time: "150ms_avg", queue_processing: "normal" },
      business_metrics: { monthly_revenue: "stable", cost_optimization_opportunities: 3 },
    },
  },
  async run({ db, now }, { query }) {
    const { data, sheet } = await composeOverview(db, now, query.timeframe);
    return { data, meta: sheet.meta("backbone_apis") };
  },
});

export const getTenantSummary = operation({
  name: "getTenantSystemSummary",
  summary: "One tenant for executives and operations",
  http: { method: "GET", path: "/tenants/{tenantId}/summary" },
  policy: { ...READERS.tenants, tenantScoped: true },
  limit: "admin",
  audit: null,
  viewed: VIEWED_TENANT,
  input: { path: SystemTenantPath },
  output: TenantSummary,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { tenantId: TENANT } },
    output: {
      tenant_id: TENANT,
      tenant_profile: { name: "Acme Corp", code: "ACME", plan: "enterprise", segment: "enterprise", status: "active" },
      system_metrics: {
        sent_30d: "100K-150K",
        previous_sent_30d: "100K-150K",
        delivery_rate: "98-99_percent",
        previous_delivery_rate: "98-99_percent",
      },
      deliverability: {
        rate_30d: "97-99_percent",
        bounce_rate: "1-2_percent",
        complaint_rate: "0-1_percent",
        reputation: "good",
        risk: "low",
      },
      revenue_value: {
        subscription_status: "active",
        monthly_price: "250-300",
        revenue_at_risk: "0-1K",
        business_health: "excellent",
        cost_efficiency: "94-96_percent",
      },
      cost_analysis: { monthly_cost: "1000-1500", cost_trend: "stable", label: LABEL },
      system_alerts: {
        active: 0,
        active_critical_or_high: 0,
        recent_notifications: [
          {
            id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f1",
            type: "cost_optimization",
            priority: "medium",
            context: "cost_anomaly",
            title: "Cost above the usual",
            status: "resolved",
            created_at: "2026-11-20T09:30:00.000Z",
          },
        ],
      },
    },
  },
  async run({ db, now, actor }, { path }) {
    const { data, sheet } = await composeTenantSummary(db, now, path.tenantId, actor);
    return { data, meta: sheet.meta("backbone_api") };
  },
});

export const listSystemTenants = operation({
  name: "listSystemTenants",
  summary: "Directory of tenants with their figures, riskiest first",
  http: { method: "GET", path: "/tenants" },
  policy: READERS.tenants,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: DirectoryQuery },
  output: Directory,
  errors: [],
  example: {
    input: { query: { sort: "-risk", segment: "enterprise" } },
    output: {
      items: [
        {
          tenant_id: TENANT,
          code: "ACME",
          name: "Acme Corp",
          segment: "enterprise",
          plan: "enterprise",
          status: "active",
          risk: "medium",
          revenue_at_risk: "5K-15K",
          sent_30d: "100K-150K",
          delivery_rate: "93-94_percent",
          monthly_cost: "1000-1500",
        },
      ],
      page: 1,
      page_size: 50,
      total_items: 1,
      total_pages: 1,
      cost_label: LABEL,
    },
  },
  async run({ db, now, actor }, { query }) {
    const { data, sheet } = await composeDirectory(db, now, query, actor);
    return { data, meta: sheet.meta("backbone_api") };
  },
});
