import { formula, INSUFFICIENT } from "../formula.ts";

/** The newest points of a trend; what came before them is what it is measured against. */
const NEWEST = 3;

/** Points oldest first as one text, so that a lineage shows them; `tolerance` in percent. */
export type Points = {
  readonly points: string;
  readonly tolerancePercent: number;
};

/** A series as the inputs of a trend carry it. */
export const pointsOf = (series: readonly number[]): string => series.join(" ");

/** Change of the mean of the newest three points against the mean of those before, percent; null with fewer than four points. */
export function trendPercent(points: string): number | null {
  const series = points.split(" ").filter(Boolean).map(Number);
  const [earlier, newest] = [series.slice(0, -NEWEST), series.slice(-NEWEST)];
  const before = mean(earlier);
  // Rounded, so that a change exactly at the tolerance is at the tolerance.
  return earlier.length === 0 || before <= 0 ? null : Number(((mean(newest) / before - 1) * 100).toFixed(9));
}

const mean = (series: readonly number[]): number => series.reduce((sum, point) => sum + point, 0) / series.length;

const trend = <W extends string>(name: string, [up, steady, down]: readonly [W, W, W]) =>
  formula<Points>()({
    name,
    version: 1,
    text:
      `mean of the newest three points against the mean of the earlier ones: above +tolerance ${up}, below -tolerance ${down}, ` +
      `else ${steady}; ${INSUFFICIENT} with fewer than four points`,
    unit: "trend",
    kind: "class",
    compute({ points, tolerancePercent }) {
      const change = trendPercent(points);
      if (change === null) {
        return INSUFFICIENT;
      }
      return change > tolerancePercent ? up : change < -tolerancePercent ? down : steady;
    },
  });

/** Of something that is better the more of it there is. */
export const performanceTrend = trend("trend", ["improving", "stable", "declining"]);
/** Of an amount, without judgement. */
export const amountTrend = trend("amount_trend", ["increasing", "stable", "decreasing"]);
/** Of cost against the wish to keep it where it is. */
export const costTrack = formula<Points>()({
  name: "cost_track",
  version: 1,
  text:
    "mean of the newest three points against the mean of the earlier ones: more than twice the tolerance above is off_track, more " +
    `than the tolerance at_risk, else on_track; ${INSUFFICIENT} with fewer than four points`,
  unit: "trend",
  kind: "class",
  compute({ points, tolerancePercent }) {
    const change = trendPercent(points);
    if (change === null) {
      return INSUFFICIENT;
    }
    return change > 2 * tolerancePercent ? "off_track" : change > tolerancePercent ? "at_risk" : "on_track";
  },
});
