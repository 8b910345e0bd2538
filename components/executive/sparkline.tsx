/** What a point of a series is: a range, or nothing that is known. */
export interface SparkPoint {
  readonly low: number | null;
  readonly high: number | null;
}

const WIDTH = 100;
const HEIGHT = 28;

/** The way of a figure as one thin line, drawn by the server; what it says stands in words beside it. */
export function Sparkline({ points }: { readonly points: readonly SparkPoint[] }) {
  const known = points.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  if (known.length < 4) return null;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const x = (index: number): number => (index / (points.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - ((value - least) / (most - least || 1)) * (HEIGHT - 4);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="mt-1 h-7 w-full text-primary"
    >
      {runsOf(points).map((run) => (
        <g key={run[0]?.index}>
          <path
            d={pathOf([
              ...run.map(({ index, high }) => [x(index), y(high)] as const),
              ...run.toReversed().map(({ index, low }) => [x(index), y(low)] as const),
            ])}
            fill="currentColor"
            fillOpacity={0.14}
          />
          <path
            d={pathOf(run.map(({ index, low, high }) => [x(index), y((low + high) / 2)] as const))}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
    </svg>
  );
}

interface Known {
  readonly index: number;
  readonly low: number;
  readonly high: number;
}

/** Stretches without a gap: a day that is not known is not bridged. */
function runsOf(points: readonly SparkPoint[]): Known[][] {
  const runs: Known[][] = [[]];
  for (const [index, { low, high }] of points.entries()) {
    if (low === null || high === null) runs.push([]);
    else runs.at(-1)?.push({ index, low, high });
  }
  return runs.filter(({ length }) => length > 0);
}

const pathOf = (places: readonly (readonly [number, number])[]): string =>
  places.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
