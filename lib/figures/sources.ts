/** Where figures come from (decisions §8), the platform's own tables included. */
export const SOURCE_IDS = [
  "platform_database",
  "esp_events",
  "esp_billing",
  "subscriptions",
  "infrastructure",
  "backbone_health",
  "business_events",
  "queue_events",
  "market",
] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

/** Whether a source can be relied on: `stale` still says something, `missing` nothing. */
export type SourceState = "fresh" | "stale" | "missing";

export interface SourceStanding {
  readonly state: SourceState;
  /** When it last said something; null: never, or so long ago that it no longer counts. */
  readonly asOf: Date | null;
}
export type Standings = Readonly<Record<SourceId, SourceStanding>>;

/** How old an answer may be. */
export interface Tolerance {
  readonly staleAfterMinutes: number;
  readonly missingAfterMinutes: number;
}

/** How a source stands that last answered at `asOf` (decisions §8: stale, then null). */
export function standingOf(asOf: Date | null, now: Date, tolerance: Tolerance): SourceStanding {
  const minutes = asOf === null ? Number.POSITIVE_INFINITY : (now.getTime() - asOf.getTime()) / 60_000;
  if (minutes > tolerance.missingAfterMinutes) {
    return { state: "missing", asOf: null };
  }
  return { state: minutes > tolerance.staleAfterMinutes ? "stale" : "fresh", asOf };
}
