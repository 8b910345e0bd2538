import { z } from "zod";
import { Id, Instant } from "../core/schema.ts";

const range = (what: string) => z.string().nullable().describe(`${what}; a range, insufficient_data, or null: unknown`);
const INSUFFICIENT = "insufficient_data";

export const SystemTenantPath = z.strictObject({ tenantId: Id.describe("The tenant") });

/** Contract §3.2, with what the journey asks for beside it: identification, complaints, value, cost label, severities. */
export const TenantSummary = z.object({
  tenant_id: Id.describe("The tenant"),
  tenant_profile: z
    .object({
      name: z.string().describe("Display name"),
      code: z.string().describe("Unique and immutable"),
      plan: z.string().nullable().describe("Subscription plan"),
      segment: z.string().nullable().describe("Customer segment"),
      status: z.enum(["active", "suspended", "deleted"]).describe("active, suspended, or deleted for good"),
    })
    .describe("Who it is"),
  system_metrics: z
    .object({
      sent_30d: range("Messages that were delivered or bounced in 30 days"),
      previous_sent_30d: range("The same over the 30 days before"),
      delivery_rate: range("Delivered percent of them"),
      previous_delivery_rate: range("The same over the 30 days before"),
    })
    .describe("Volume and delivery"),
  deliverability: z
    .object({
      rate_30d: range("Delivered percent, stated wider"),
      bounce_rate: range("Bounced percent of what was sent"),
      complaint_rate: range("Complained percent of what was delivered"),
      reputation: z
        .enum(["excellent", "good", "fair", "poor", "critical", INSUFFICIENT])
        .nullable()
        .describe("Worst of deliverability, sending addresses and block lists"),
      risk: z
        .enum(["low", "medium", "high", "critical", INSUFFICIENT])
        .nullable()
        .describe("Class of deliverability, by which the directory is sorted"),
    })
    .describe("How its mail arrives"),
  revenue_value: z
    .object({
      subscription_status: z.string().nullable().describe("State of its subscription; null: it has none"),
      monthly_price: range("List price of its subscriptions a month, directional"),
      revenue_at_risk: range("Modelled from bounces and complaints of 30 days, directional"),
      business_health: z
        .enum(["excellent", "good", "monitor", "critical_action_required", INSUFFICIENT])
        .nullable()
        .describe("List price against approximate cost"),
      cost_efficiency: range("Percent of the list price that approximate cost leaves"),
    })
    .describe("Value signals: directional, no ledger"),
  cost_analysis: z
    .object({
      monthly_cost: range("Approximate infrastructure cost a month, USD"),
      cost_trend: z
        .enum(["increasing", "stable", "decreasing", INSUFFICIENT])
        .nullable()
        .describe("Direction over weeks"),
      label: z.string().describe("What every such cost is: an internal approximation"),
      hidden: z.string().optional().describe("Why there is nothing: this role does not read cost"),
    })
    .describe("Approximate cost; a signal, not a bill"),
  system_alerts: z
    .object({
      active: z.int().describe("Open alerts"),
      active_critical_or_high: z.int().describe("Of these, critical and high"),
      recent_notifications: z
        .array(
          z.object({
            id: Id.describe("The alert"),
            type: z.string().describe("Kind of trouble"),
            priority: z.enum(["critical", "high", "medium", "low"]).describe("How urgent"),
            context: z.string().describe("What it belongs to"),
            title: z.string().describe("In one line"),
            status: z.enum(["open", "resolved"]).describe("Whether the trouble is over"),
            created_at: Instant.describe("When it was raised"),
          }),
        )
        .describe("The latest five"),
    })
    .describe("Alerts that concern the tenant"),
});
