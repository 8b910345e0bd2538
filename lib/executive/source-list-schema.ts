import { z } from "zod";
import { Instant } from "../core/schema.ts";

const moment = (what: string) => Instant.nullable().describe(what);

/** How one source of decisions §8 stands. */
const SourceStatus = z.object({
  source: z.string().describe("Its id"),
  way: z.enum(["asked", "pushed", "entered"]).describe("Asked on a schedule, pushed to us, or entered by people"),
  is_connected: z.boolean().describe("Whether what it needs is set up; a connected one may be silent all the same"),
  state: z.enum(["fresh", "stale", "missing"]).describe("Whether figures can rely on it now"),
  last_heard_at: moment("When it last answered or was heard of; null: never"),
  last_asked_at: moment("When it was last asked; null: never, or it is not asked"),
  last_event_at: moment("When the newest thing that it tells of happened; null: unknown, or it tells of no events"),
  breaker: z
    .enum(["closed", "open", "half_open"])
    .nullable()
    .describe("closed: it is asked; open: not, after failures in a row; null: it is never asked"),
  failures: z.int().describe("Failures in a row"),
  error_class: z.string().nullable().describe("Kind of the last failure, until it answers again"),
  error: z.string().nullable().describe("The last failure in words, with nothing of what was sent or received"),
  duration_ms: z.int().nullable().describe("How long the last attempt took"),
  stale_after_minutes: z.int().describe("Age past which its figures are marked as stale"),
  missing_after_minutes: z.int().describe("Age past which its figures are unknown"),
  unattributed: z
    .int()
    .nullable()
    .describe(
      "What it told in 30 days that names no known tenant; of subscriptions all; null: that means nothing here",
    ),
});
export type SourceStatus = z.output<typeof SourceStatus>;

/** Every source, in the order of decisions §8. */
export const SourceList = z.object({ sources: z.array(SourceStatus).describe("One for each source") });
