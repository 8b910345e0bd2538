import { z } from "zod";
import { Id, Instant, Reason } from "../core/schema.ts";

/** Sources that are asked, and so can be slow or talk nonsense. */
const ASKED = ["esp_billing", "infrastructure", "backbone_health", "business_events"] as const;
/** Sources that are heard of; what reaches us from them is judged where it arrives. */
const HEARD = ["esp_events", "subscriptions", "queue_events", "market"] as const;

export const CHAOS_SOURCES = [
  "esp_events",
  "esp_billing",
  "subscriptions",
  "infrastructure",
  "backbone_health",
  "business_events",
  "queue_events",
  "market",
] as const;
export type ChaosSource = (typeof CHAOS_SOURCES)[number];
export const CHAOS_MODES = ["down", "stale", "slow", "garbage"] as const;
export type ChaosMode = (typeof CHAOS_MODES)[number];

/** The ways in which a source can be degraded. */
export const modesOf = (source: ChaosSource): readonly ChaosMode[] =>
  ASKED.some((id) => id === source) ? CHAOS_MODES : ["down", "stale"];

const asked = z.enum(CHAOS_MODES).optional().describe("down, stale, slow or garbage; absent: as it is");
const heard = z
  .enum(["down", "stale"], "Must be down or stale: it is not asked")
  .optional()
  .describe("down or stale; absent: as it is");

export const ChaosInput = z.strictObject({
  sources: z
    .strictObject({
      ...(Object.fromEntries(ASKED.map((id) => [id, asked])) as Record<(typeof ASKED)[number], typeof asked>),
      ...(Object.fromEntries(HEARD.map((id) => [id, heard])) as Record<(typeof HEARD)[number], typeof heard>),
    })
    .describe("Replaces what is degraded; empty: nothing is any more"),
  minutes: z
    .int("Must be a whole number")
    .min(1, "At least 1")
    .max(1440, "At most 1440")
    .default(30)
    .describe("After so long it ends by itself"),
  reason: Reason.optional().describe("Why; kept in the audit log"),
});

/** What is degraded on purpose, and whether that may be at all. */
export const Chaos = z.object({
  isAllowed: z.boolean().describe("Whether this server lets sources be degraded (CHAOS_SWITCH)"),
  sources: z
    .array(
      z.object({
        source: z.enum(CHAOS_SOURCES).describe("The source"),
        modes: z.array(z.enum(CHAOS_MODES)).describe("How it could be degraded"),
        mode: z.enum(CHAOS_MODES).nullable().describe("How it is degraded now; null: it is not"),
        setById: Id.nullable().describe("Who did it"),
        setOn: Instant.nullable().describe("When"),
        endsOn: Instant.nullable().describe("When it ends by itself"),
      }),
    )
    .describe("Every source"),
});
export type Chaos = z.output<typeof Chaos>;
