import { z } from "zod";
import { Id } from "../core/schema.ts";
import { IMPACTS, INITIATIVE_STATUSES, POSITIONS } from "../planning/schema.ts";
import { windowQuery } from "./schema.ts";

export const PLANNING_WINDOWS = ["quarterly", "semi_annual", "annual"] as const;

export const PlanningQuery = z.strictObject({
  window: windowQuery(PLANNING_WINDOWS, "semi_annual").describe("quarterly, semi_annual or annual"),
});

/** Contract §3.6: what people have entered; nothing is invented. */
export const Planning = z.object({
  window: z.enum(PLANNING_WINDOWS).describe("The window asked for: rolling 90, 182 or 365 UTC days"),
  business_initiatives: z
    .array(
      z.object({
        id: Id.describe("The initiative"),
        name: z.string().describe("What it is called"),
        status: z.enum(INITIATIVE_STATUSES).describe("How it stands"),
        progress: z.string().nullable().describe("Percent done, as its people say"),
        impact: z.enum(IMPACTS).describe("What it does for the business"),
        due_on: z.string().nullable().describe("Last day"),
      }),
    )
    .describe("Those that are open or ended within the window, the most urgent first, at most fifty"),
  total_initiatives: z.int().nullable().describe("How many these are altogether"),
  business_decisions: z
    .object({
      recent_decisions: z.int().nullable().describe("Decided within the window"),
      pending_reviews: z
        .int()
        .nullable()
        .describe("Reviews that are not done, and decisions past their review day that have none"),
      decision_velocity: z
        .enum(["appropriate", "slow", "insufficient_data"])
        .nullable()
        .describe("Mean time from insight to decision, of those decided within the window"),
    })
    .describe("How decisions are made"),
  competitive_analysis: z
    .object({
      market_position: z.enum(POSITIONS).nullable().describe("Where we stand, by the newest record that says so"),
      opportunities: z.int().nullable().describe("Recorded within the window"),
      observed_on: z.string().nullable().describe("Day of the newest record"),
    })
    .describe("Entered by people with author, source and date; never computed"),
});
export type Planning = z.output<typeof Planning>;
