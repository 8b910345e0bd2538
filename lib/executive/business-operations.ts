import { operation } from "../operation/operation.ts";
import { READERS, VIEWED } from "./access.ts";
import { CostOptimization, Intelligence, RevenueProtection, WindowQuery } from "./business-schema.ts";
import { composeCost } from "./cost.ts";
import { composeIntelligence } from "./intelligence.ts";
import { composePlanning } from "./planning.ts";
import { Planning, PlanningQuery } from "./planning-schema.ts";
import { composeRevenue } from "./revenue.ts";

const TENANT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";

export const getRevenueProtection = operation({
  name: "getRevenueProtection",
  summary: "Revenue at risk and how it is protected",
  http: { method: "GET", path: "/revenue-protection" },
  policy: READERS.revenue,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: WindowQuery },
  output: RevenueProtection,
  errors: ["BACKBONE_CONSTRAINT"],
  example: {
    input: { query: { window: "quarterly" } },
    output: {
      window: "quarterly",
      revenue_risk_level: "low",
      protection_score: "85_percent",
      revenue_at_risk: "5K-15K",
      subscription_revenue: "250K-350K",
      issues: { identified: 20, resolved: 17 },
      business_insights: [
        {
          tenant_id: TENANT,
          tenant_name: "Acme Corp",
          segment: "enterprise",
          concern: "deliverability optimization needed",
          risk: "medium",
          impact_range: "5K-15K",
        },
      ],
      recommendations: ["Continue quarterly deliverability reviews"],
    },
  },
  async run({ db, now, actor }, { query }) {
    const { data, sheet } = await composeRevenue(db, now, query.window, actor);
    return { data, meta: sheet.meta("backbone_api") };
  },
});

export const getCostOptimization = operation({
  name: "getCostOptimization",
  summary: "Approximate cost and where it could be saved",
  http: { method: "GET", path: "/cost-optimization" },
  policy: READERS.cost,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: WindowQuery },
  output: CostOptimization,
  errors: ["BACKBONE_CONSTRAINT"],
  example: {
    input: { query: { window: "quarterly" } },
    output: {
      window: "quarterly",
      cost_range: "25K-35K",
      cost_breakdown: {
        infrastructure: "20K-30K",
        dedicated: "8K-9K",
        shared: "13K-15K",
        unallocated: "1K-2K",
        idle: "700-800",
        email_services: "4K-5K",
      },
      optimization_opportunities: [
        {
          id: "opt_vendor_relationship_optimization",
          type: "vendor_relationship_optimization",
          savings_range: "2K-5K",
          confidence: "medium",
          rationale: "2 providers charge differently for a message",
        },
      ],
      cost_drivers: [{ tenant_id: TENANT, tenant_name: "Acme Corp", monthly_cost: "1000-1500" }],
      insights: { cost_trend: "stable", vendor_performance: "satisfactory" },
      label: "Internal approximation / non-authoritative",
    },
  },
  async run({ db, now, actor }, { query }) {
    const { data, sheet } = await composeCost(db, now, query.window, actor);
    return { data, meta: sheet.meta("backbone_api") };
  },
});

export const getIntelligence = operation({
  name: "getIntelligenceSummary",
  summary: "Open alerts and directions",
  http: { method: "GET", path: "/intelligence/summary" },
  policy: READERS.intelligence,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: {},
  output: Intelligence,
  errors: [],
  example: {
    input: {},
    output: {
      alerts: { high_priority: 1, medium_priority: 2, low_priority: 0, critical: 0, total: 3 },
      incidents: { open: 2 },
      trends: { system_performance: "stable", cost_optimization: "on_track", business_metrics: "improving" },
    },
  },
  async run({ db, now, actor }) {
    const { data, sheet } = await composeIntelligence(db, now, actor);
    return { data, meta: sheet.meta("backbone_api") };
  },
});

export const getPlanning = operation({
  name: "getBusinessPlanning",
  summary: "Initiatives, decisions and competition, as people recorded them",
  http: { method: "GET", path: "/planning" },
  policy: READERS.planning,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: PlanningQuery },
  output: Planning,
  errors: ["BACKBONE_CONSTRAINT"],
  example: {
    input: { query: { window: "semi_annual" } },
    output: {
      window: "semi_annual",
      business_initiatives: [
        {
          id: TENANT,
          name: "Revenue Protection Enhancement",
          status: "in_progress",
          progress: "70_percent",
          impact: "positive",
          due_on: "2026-12-31",
        },
      ],
      total_initiatives: 1,
      business_decisions: { recent_decisions: 2, pending_reviews: 1, decision_velocity: "appropriate" },
      competitive_analysis: { market_position: "competitive", opportunities: 2, observed_on: "2026-11-02" },
    },
  },
  async run({ db, now }, { query }) {
    const { data, sheet } = await composePlanning(db, now, query.window);
    return { data, meta: sheet.meta("backbone_api") };
  },
});
