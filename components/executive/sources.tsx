/** What a source is called and what it will bring once it is connected (decisions §8). */
export const SOURCES: Readonly<Record<string, { readonly name: string; readonly brings: string }>> = {
  platform_database: { name: "Platform database", brings: "Tenants: total, active, new" },
  backbone_health: { name: "Backbone health", brings: "Status, uptime, incidents, response time, queues" },
  business_events: { name: "Business events", brings: "Cost opportunities and decisions" },
  esp_billing: { name: "Provider billing", brings: "Cost ranges per provider" },
  esp_events: { name: "Provider events", brings: "Delivery rate and open delivery issues" },
  infrastructure: { name: "Infrastructure", brings: "Servers, addresses and their approximate cost" },
  subscriptions: { name: "Subscriptions", brings: "Monthly revenue and its direction" },
};

/** A source's name in words. */
export const sourceName = (id: string): string => SOURCES[id]?.name ?? id.replaceAll("_", " ");

interface FigureLook {
  /** Its place in the overview's answer. */
  readonly key: string;
  readonly label: string;
  /** The source without which it is unknown. */
  readonly source: string;
}

/** The figures of the overview in the order of the page. */
export const FIGURE_GROUPS: readonly { readonly title: string; readonly figures: readonly FigureLook[] }[] = [
  {
    title: "System health",
    figures: [
      { key: "system_health.overall_status", label: "Overall status", source: "backbone_health" },
      { key: "system_health.uptime", label: "Uptime", source: "backbone_health" },
      { key: "system_health.active_incidents", label: "Active incidents", source: "backbone_health" },
    ],
  },
  {
    title: "Operations",
    figures: [
      { key: "operations.backbone_health", label: "Backbone", source: "backbone_health" },
      { key: "operations.api_response_time", label: "Response time", source: "backbone_health" },
      { key: "operations.queue_processing", label: "Queue processing", source: "backbone_health" },
    ],
  },
  {
    title: "Deliverability",
    figures: [
      { key: "deliverability.sent", label: "Messages", source: "esp_events" },
      { key: "deliverability.overall_delivery_rate", label: "Delivery rate", source: "esp_events" },
      { key: "deliverability.issues_monitored", label: "Issues monitored", source: "esp_events" },
    ],
  },
  {
    title: "Business",
    figures: [
      { key: "business_metrics.monthly_revenue", label: "Monthly revenue", source: "subscriptions" },
      {
        key: "business_metrics.cost_optimization_opportunities",
        label: "Cost opportunities",
        source: "infrastructure",
      },
    ],
  },
];
