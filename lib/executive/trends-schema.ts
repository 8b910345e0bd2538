import { z } from "zod";
import { windowQuery } from "./schema.ts";

export const TREND_TIMEFRAMES = ["last_7d", "last_30d", "last_90d", "last_365d"] as const;
export const TREND_METRICS = ["sent", "delivery_rate", "bounce_rate", "complaint_rate"] as const;

export const TrendsQuery = z.strictObject({
  timeframe: windowQuery(TREND_TIMEFRAMES, "last_30d").describe("last_7d, last_30d, last_90d or last_365d"),
});

/** Series for charts (decisions §7): every point is a range, as every figure. */
export const Trends = z.object({
  timeframe: z.enum(TREND_TIMEFRAMES).describe("The window asked for"),
  interval: z.enum(["day", "week"]).describe("What a point covers; weeks begin on Monday"),
  series: z
    .array(
      z.object({
        metric: z.enum(TREND_METRICS).describe("What is drawn"),
        unit: z.string().describe("Its unit"),
        source: z.string().describe("The source behind it"),
        points: z
          .array(
            z.object({
              date: z.iso.date().describe("The UTC day, or the week's Monday"),
              value: z.string().nullable().describe("Range, insufficient_data, or null: unknown"),
              low: z.number().nullable().describe("Lower end of the range"),
              high: z.number().nullable().describe("Upper end of the range"),
            }),
          )
          .describe("Oldest first, without gaps"),
      }),
    )
    .describe("One for each metric"),
});
