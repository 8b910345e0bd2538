import { z } from "zod";
import { Id } from "../core/schema.ts";
import { windowQuery } from "./schema.ts";
import { WINDOW_NAMES } from "./windows.ts";

const range = (what: string) => z.string().nullable().describe(`${what}; a range, insufficient_data, or null: unknown`);
const INSUFFICIENT = "insufficient_data";
const hidden = z.array(z.string()).optional().describe("Members that this role does not read");

export const WindowQuery = z.strictObject({
  window: windowQuery(WINDOW_NAMES, "quarterly").describe("monthly, quarterly, semi_annual or annual"),
});

/** Contract §3.3. */
export const RevenueProtection = z.object({
  window: z.enum(WINDOW_NAMES).describe("The window asked for: rolling 30, 90, 182 or 365 UTC days"),
  revenue_risk_level: z
    .enum(["low", "medium", "high", "critical", INSUFFICIENT])
    .nullable()
    .describe("Revenue at risk against subscription revenue; modelled, directional"),
  protection_score: z
    .string()
    .nullable()
    .describe("Issues resolved of those identified, percent; null: none identified"),
  revenue_at_risk: range("Modelled from bounces and complaints of all tenants"),
  subscription_revenue: range("List prices of running subscriptions over the window, directional"),
  issues: z
    .object({
      identified: z.int().nullable().describe("Revenue and deliverability alerts raised in the window"),
      resolved: z.int().nullable().describe("Of these, over"),
    })
    .describe("What the protection score is made of"),
  business_insights: z
    .array(
      z.object({
        tenant_id: Id.describe("The tenant"),
        tenant_name: z.string().describe("Display name"),
        segment: z.string().nullable().describe("Customer segment"),
        concern: z.string().describe("What needs attention"),
        risk: z
          .enum(["low", "medium", "high", "critical", INSUFFICIENT])
          .nullable()
          .describe("Class of deliverability"),
        impact_range: range("What is at risk of it, modelled"),
      }),
    )
    .describe("Tenants whose deliverability needs attention, most at risk first, at most ten"),
  recommendations: z.array(z.string()).describe("What the figures suggest"),
  hidden,
});

/** Contract §3.4. */
export const CostOptimization = z.object({
  window: z.enum(WINDOW_NAMES).describe("The window asked for; monthly cost times its months"),
  cost_range: range("Approximate cost of servers, addresses and e-mail providers"),
  cost_breakdown: z
    .object({
      infrastructure: range("Servers and addresses"),
      dedicated: range("Of infrastructure, machines that one tenant has to itself"),
      shared: range("Of infrastructure, what tenants share"),
      unallocated: range("Of infrastructure, what serves no tenant; dedicated + shared + unallocated is all of it"),
      idle: range("Of unallocated, shared servers without an address at work"),
      email_services: range("Middle of what the e-mail providers say"),
    })
    .describe("Its parts"),
  optimization_opportunities: z
    .array(
      z.object({
        id: z.string().describe("Names the proposal"),
        type: z.string().describe("Kind of proposal"),
        savings_range: range("What it would save over the window"),
        confidence: z.enum(["low", "medium", "high"]).describe("How sure that is"),
        rationale: z.string().describe("What it rests on; a suggestion"),
      }),
    )
    .describe("Largest saving first"),
  cost_drivers: z
    .array(
      z.object({
        tenant_id: Id.describe("The tenant"),
        tenant_name: z.string().describe("Display name"),
        monthly_cost: range("Approximate cost a month"),
      }),
    )
    .describe("The costliest tenants, at most five"),
  insights: z
    .object({
      cost_trend: z.enum(["increasing", "stable", "decreasing", INSUFFICIENT]).nullable().describe("Direction of cost"),
      vendor_performance: z
        .enum(["satisfactory", "needs_review", "unsatisfactory", INSUFFICIENT])
        .nullable()
        .describe("How the providers deliver, over at most 90 days"),
    })
    .describe("What stands out"),
  label: z.string().describe("What every such cost is: an internal approximation"),
});

const counted = (what: string) => z.int().describe(what);

/** Contract §3.5. */
export const Intelligence = z.object({
  alerts: z
    .object({
      high_priority: counted("Open alerts of priority critical or high"),
      medium_priority: counted("Open alerts of priority medium"),
      low_priority: counted("Open alerts of priority low"),
      critical: counted("Open alerts of priority critical, in high_priority too"),
      total: counted("All open alerts"),
    })
    .describe("Open alerts in scope"),
  incidents: z
    .object({ open: counted("Open incidents: open alerts of one tenant and category are one") })
    .describe("What the alerts amount to"),
  trends: z
    .object({
      system_performance: z
        .enum(["improving", "stable", "declining", INSUFFICIENT])
        .nullable()
        .describe("Delivery rate, week by week"),
      cost_optimization: z
        .enum(["on_track", "at_risk", "off_track", INSUFFICIENT])
        .nullable()
        .describe("Cost over months"),
      business_metrics: z
        .enum(["improving", "stable", "declining", INSUFFICIENT])
        .nullable()
        .describe("Recurring revenue, month by month"),
    })
    .describe("Directions"),
});
