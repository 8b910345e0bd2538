import type { Condition } from "../condition/compile.ts";

const DAY_SEC = 86_400;

/** Seconds of a rule's window bucket: its shortest window, a day where it has none. */
export function bucketSec({ facts }: Condition): number {
  const windows = facts.flatMap((fact) => (fact.kind === "metric" ? [fact.windowSec] : []));
  return windows.length === 0 ? DAY_SEC : Math.min(...windows);
}

/**
 * The start of the window bucket that a moment falls into: multiples of the shortest window since 1970-01-01T00:00Z. A rule version
 * acts on an entity at most once in each (decisions §6), so that one burst of events has one effect, and a later burst another.
 */
export function bucketOf(condition: Condition, at: Date): Date {
  const sizeMs = bucketSec(condition) * 1000;
  return new Date(Math.floor(at.getTime() / sizeMs) * sizeMs);
}
