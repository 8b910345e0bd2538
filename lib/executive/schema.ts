import { z } from "zod";
import { AppError } from "../core/errors.ts";

export const TIMEFRAMES = ["last_7d", "last_30d", "last_90d"] as const;
/** What the backbone cannot give, asked for by name (decisions §9 Executive). */
const BEYOND_BACKBONE: ReadonlySet<string> = new Set(["realtime", "live", "raw"]);

/** A window name. Throws BACKBONE_CONSTRAINT for real time and raw data; any other unknown value is a validation error. */
export const windowQuery = <W extends string>(allowed: readonly [W, ...W[]], fallback: W) =>
  z
    .string()
    .transform((value, ctx) => {
      if (BEYOND_BACKBONE.has(value)) {
        throw new AppError("BACKBONE_CONSTRAINT", `The backbone cannot give ${value} data`, {
          fields: { window: `allowed: ${allowed.join(", ")}` },
        });
      }
      const known = allowed.find((name) => name === value);
      if (known === undefined) {
        ctx.addIssue({ code: "custom", message: `Must be one of ${allowed.join(", ")}` });
        return z.NEVER;
      }
      return known;
    })
    .default(() => fallback as never);

export const OverviewQuery = z.strictObject({
  timeframe: windowQuery(TIMEFRAMES, "last_30d").describe("last_7d, last_30d or last_90d"),
});

/** Contract §3.1. A figure whose source is missing is null, never a guess or a zero (decisions §7). */
export const Overview = z.object({
  timeframe: z.enum(TIMEFRAMES).describe("The window asked for"),
  system_health: z
    .object({
      overall_status: z
        .enum(["operational", "degraded", "down", "insufficient_data"])
        .nullable()
        .describe("Worst state of the backbone's services"),
      uptime: z.string().nullable().describe("Share of 30 days that the backbone was up, whatever the timeframe"),
      active_incidents: z.int().nullable().describe("Open incidents of the backbone"),
    })
    .describe("State of the backbone"),
  tenant_metrics: z
    .object({
      total_tenants: z.int().describe("Tenants that are not deleted"),
      active_tenants: z.int().describe("Of these, not suspended"),
      new_tenants_30d: z.int().describe("Created within 30 days, whatever the timeframe"),
    })
    .describe("Tenants of the platform, counted"),
  deliverability: z
    .object({
      overall_delivery_rate: z.string().nullable().describe("Range of percent"),
      previous_delivery_rate: z.string().nullable().describe("The same over the equal window before"),
      sent: z.string().nullable().describe("Range of messages that were delivered or bounced"),
      previous_sent: z.string().nullable().describe("The same over the equal window before"),
      issues_monitored: z
        .int()
        .nullable()
        .describe("Tenants whose deliverability needs watching, over 30 days, whatever the timeframe"),
    })
    .describe("How mail arrives, over all tenants"),
  operations: z
    .object({
      backbone_health: z
        .enum(["operational", "degraded", "down", "insufficient_data"])
        .nullable()
        .describe("State of the backbone's services"),
      api_response_time: z.string().nullable().describe("Average over the window, of the backbone's services"),
      queue_processing: z.enum(["normal", "elevated", "degraded"]).nullable().describe("Load of the backbone's queues"),
    })
    .describe("How the platform runs"),
  business_metrics: z
    .object({
      monthly_revenue: z
        .enum(["increasing", "stable", "decreasing", "insufficient_data"])
        .nullable()
        .describe("Direction of the recurring revenue"),
      cost_optimization_opportunities: z.int().nullable().describe("Open proposals to save cost"),
    })
    .describe("How the business runs"),
});
export type Overview = z.output<typeof Overview>;
