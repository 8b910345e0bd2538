/** What a source is called and what it brings (decisions §8). */
export const SOURCES: Readonly<Record<string, { readonly name: string; readonly brings: string }>> = {
  platform_database: { name: "Platform database", brings: "Tenants: total, active, new" },
  backbone_health: { name: "Backbone health", brings: "Status, uptime, incidents, response time, queues" },
  business_events: { name: "Business events", brings: "Cost opportunities and decisions" },
  esp_billing: { name: "Provider billing", brings: "Cost ranges per provider" },
  esp_events: { name: "Provider events", brings: "Delivery rate and open delivery issues" },
  infrastructure: { name: "Infrastructure", brings: "Servers, addresses and their approximate cost" },
  subscriptions: { name: "Subscriptions", brings: "Monthly revenue and its direction" },
  queue_events: { name: "Queue events", brings: "Alerts and how they were resolved" },
  market: { name: "Market records", brings: "Market position and opportunities" },
};

/** A source's name in words. */
export const sourceName = (id: string): string => SOURCES[id]?.name ?? id.replaceAll("_", " ");
