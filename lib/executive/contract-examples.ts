/** A place in an answer: what is free text, or the words that may stand there. Everything else is told by the example itself. */
type Words = readonly string[] | "text";

export interface ContractExample {
  readonly section: string;
  readonly path: string;
  /** `data` as the contract prints it. */
  readonly data: object;
  /** By path, list positions left out. */
  readonly words: Readonly<Record<string, Words>>;
}

const TREND = ["increasing", "stable", "decreasing", "insufficient_data"];
const PRIORITY = ["critical", "high", "medium", "low"];
const STATE = ["operational", "degraded", "down", "insufficient_data"];
const CLASS = ["low", "medium", "high", "critical", "insufficient_data"];

/** The contract's examples, word for word, with the vocabulary of domain.md §4 and §5. */
export const CONTRACT_EXAMPLES: readonly ContractExample[] = [
  {
    section: "§3.1",
    path: "/overview",
    data: {
      timeframe: "last_30d",
      system_health: { overall_status: "operational", uptime: "99.9%", active_incidents: 0 },
      tenant_metrics: { total_tenants: 150, active_tenants: 145, new_tenants_30d: 8 },
      deliverability: { overall_delivery_rate: "98-99_percent", issues_monitored: 2 },
      operations: { backbone_health: "operational", api_response_time: "150ms_avg", queue_processing: "normal" },
      business_metrics: { monthly_revenue: "stable", cost_optimization_opportunities: 3 },
    },
    words: {
      timeframe: ["last_7d", "last_30d", "last_90d"],
      "system_health.overall_status": STATE,
      "operations.backbone_health": STATE,
      "operations.queue_processing": ["normal", "elevated", "degraded"],
      "business_metrics.monthly_revenue": TREND,
    },
  },
  {
    section: "§3.2",
    path: "/tenants/{tenantId}/summary",
    data: {
      tenant_id: "tn_123",
      tenant_profile: { name: "Acme Corp", plan: "enterprise", status: "active" },
      system_metrics: { sent_30d: "100K-150K", delivery_rate: "98-99_percent" },
      deliverability: { rate_30d: "97-99_percent", bounce_rate: "1-2_percent", reputation: "good" },
      cost_analysis: { monthly_cost: "1000-1500", cost_trend: "stable" },
      system_alerts: {
        active: 0,
        recent_notifications: [
          { id: "sys_abc", type: "cost_optimization", priority: "medium", context: "monthly_review" },
        ],
      },
    },
    words: {
      tenant_id: "text",
      "tenant_profile.name": "text",
      "tenant_profile.plan": ["free", "starter", "professional", "enterprise"],
      "tenant_profile.status": ["active", "suspended", "deleted"],
      "deliverability.reputation": ["excellent", "good", "fair", "poor", "critical", "insufficient_data"],
      "cost_analysis.cost_trend": TREND,
      "system_alerts.recent_notifications.id": "text",
      "system_alerts.recent_notifications.type": "text",
      "system_alerts.recent_notifications.priority": PRIORITY,
      "system_alerts.recent_notifications.context": "text",
    },
  },
  {
    section: "§3.3",
    path: "/revenue-protection?window=quarterly",
    data: {
      window: "quarterly",
      revenue_risk_level: "low",
      protection_score: "85_percent",
      business_insights: [
        {
          tenant_id: "tn_123",
          tenant_name: "Acme Corp",
          concern: "deliverability optimization needed",
          impact_range: "5K-15K",
        },
      ],
      recommendations: ["Continue quarterly deliverability reviews", "Enhance customer communication processes"],
    },
    words: {
      window: ["monthly", "quarterly", "semi_annual", "annual"],
      revenue_risk_level: CLASS,
      "business_insights.tenant_id": "text",
      "business_insights.tenant_name": "text",
      "business_insights.concern": "text",
      recommendations: "text",
    },
  },
  {
    section: "§3.4",
    path: "/cost-optimization?window=quarterly",
    data: {
      window: "quarterly",
      cost_range: "25K-35K",
      optimization_opportunities: [
        {
          id: "opt_1",
          type: "vendor_relationship_optimization",
          savings_range: "2K-5K",
          confidence: "medium",
        },
      ],
      insights: { cost_trend: "stable", vendor_performance: "satisfactory" },
    },
    words: {
      window: ["monthly", "quarterly", "semi_annual", "annual"],
      "optimization_opportunities.id": "text",
      "optimization_opportunities.type": "text",
      "optimization_opportunities.confidence": ["low", "medium", "high"],
      "insights.cost_trend": TREND,
      "insights.vendor_performance": ["satisfactory", "needs_review", "unsatisfactory", "insufficient_data"],
    },
  },
  {
    section: "§3.5",
    path: "/intelligence/summary",
    data: {
      alerts: { high_priority: 1, medium_priority: 2, total: 3 },
      trends: { system_performance: "stable", cost_optimization: "on_track", business_metrics: "improving" },
    },
    words: {
      "trends.system_performance": ["improving", "stable", "declining", "insufficient_data"],
      "trends.cost_optimization": ["on_track", "at_risk", "off_track", "insufficient_data"],
      "trends.business_metrics": ["improving", "stable", "declining", "insufficient_data"],
    },
  },
  {
    section: "§3.6",
    path: "/planning?window=semi_annual",
    data: {
      window: "semi_annual",
      business_initiatives: [
        {
          id: "init_1",
          name: "Revenue Protection Enhancement",
          status: "in_progress",
          progress: "70_percent",
          impact: "positive",
        },
      ],
      business_decisions: { recent_decisions: 2, pending_reviews: 1, decision_velocity: "appropriate" },
      competitive_analysis: { market_position: "competitive", opportunities: 2 },
    },
    words: {
      window: ["quarterly", "semi_annual", "annual"],
      "business_initiatives.id": "text",
      "business_initiatives.name": "text",
      "business_initiatives.status": ["planned", "in_progress", "on_hold", "completed", "cancelled"],
      "business_initiatives.impact": ["positive", "neutral", "negative"],
      "business_decisions.decision_velocity": ["appropriate", "slow", "insufficient_data"],
      "competitive_analysis.market_position": "text",
    },
  },
];
