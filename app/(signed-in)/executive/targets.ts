import type { Target } from "#components/executive/figure-tile";
import type { FigureNote } from "#components/executive/figure-words";

/** A target against a range: met when all of it is on the right side, missed when none is; between them it cannot be told. */
export function rangeTarget(note: FigureNote | undefined, side: "above" | "below", percent: number): Target {
  const { low = null, high = null } = note ?? {};
  const text = `Target ${side} ${percent}\u00a0%`;
  if (low === null || high === null) return { text, isMet: null };
  const [isAbove, isBelow] = [low >= percent, high <= percent];
  return { text, isMet: isAbove === isBelow ? null : side === "above" ? isAbove : isBelow };
}
