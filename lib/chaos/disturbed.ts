import type { SourceStanding, Tolerance } from "../figures/sources.ts";
import type { ChaosMode } from "./schema.ts";

const MINUTE_MS = 60_000;

/**
 * How a degraded source stands, at once and not when its tolerance has run out: one that is down says nothing any more; one that is
 * stale, slow or talks nonsense says what it said last, and that is older than it should be.
 */
export function disturbed(
  standing: SourceStanding,
  mode: ChaosMode | undefined,
  tolerance: Tolerance | null,
  now: Date,
): SourceStanding {
  if (mode === undefined || tolerance === null || standing.asOf === null) {
    return standing;
  }
  if (mode === "down") {
    return { state: "missing", asOf: null };
  }
  const latest = now.getTime() - (tolerance.staleAfterMinutes + 1) * MINUTE_MS;
  return { state: "stale", asOf: new Date(Math.min(standing.asOf.getTime(), latest)) };
}
