interface Point {
  readonly date: string;
  readonly value: string | null;
  readonly low: number | null;
  readonly high: number | null;
}

const WIDTH = 320;
const HEIGHT = 84;

interface BandChartProps {
  readonly label: string;
  /** Unit and source: "Percent a day, provider events". */
  readonly about: string;
  readonly points: readonly Point[];
}

/** A series of ranges as it was captured: drawn without scripts, the same on screen and on paper; in words and as a table beside. */
export function BandChart({ label, about, points }: BandChartProps) {
  const ends = points.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  const latest = points.findLast(({ low }) => low !== null);
  return (
    <figure className="avoid-break flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-raised p-3">
      <figcaption className="flex items-baseline justify-between gap-3 text-xs">
        <span className="font-semibold">{label}</span>
        <span className="text-subtle">{about}</span>
      </figcaption>
      {latest === undefined ? (
        <p className="py-6 text-muted text-sm">Nothing was known in this window.</p>
      ) : (
        <Band points={points} min={Math.min(...ends)} max={Math.max(...ends)} />
      )}
      <p className="flex justify-between text-2xs text-subtle">
        <span>{points[0]?.date}</span>
        <span>{points.at(-1)?.date}</span>
      </p>
      <details className="no-print">
        <summary className="w-fit rounded-sm text-muted text-xs hover:text-ink">Show as a table</summary>
        <table className="mt-1 w-full text-xs">
          <caption className="sr-only">{label} by day</caption>
          <thead>
            <tr className="text-left text-muted">
              <th scope="col">Day</th>
              <th scope="col" className="text-right">
                {about}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ date, value }) => (
              <tr key={date}>
                <th scope="row" className="figure font-normal">
                  {date}
                </th>
                <td className="figure text-right">
                  {value?.replace("_percent", " %").replaceAll("_", " ") ?? "Unknown"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Band({ points, min, max }: { readonly points: readonly Point[]; readonly min: number; readonly max: number }) {
  const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
  const span = max - min || 1;
  const at = (value: number) => Math.round((HEIGHT - 4 - ((value - min) / span) * (HEIGHT - 8)) * 10) / 10;
  const runs = runsOf(points.map((point, index) => ({ ...point, x: Math.round(index * step * 10) / 10 })));
  return (
    <div className="flex gap-2">
      <div aria-hidden="true" className="figure flex flex-col justify-between text-right text-2xs text-subtle">
        <span>{compact.format(max)}</span>
        <span>{compact.format(min)}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-24 w-full min-w-0"
      >
        {runs.map((run) => (
          <g key={run[0]?.date}>
            <polygon
              points={[
                ...run.map((p) => `${p.x},${at(p.high)}`),
                ...run.toReversed().map((p) => `${p.x},${at(p.low)}`),
              ].join(" ")}
              fill="var(--primary)"
              fillOpacity="0.18"
            />
            <polyline
              points={run.map((p) => `${p.x},${at((p.low + p.high) / 2)}`).join(" ")}
              fill="none"
              stroke="var(--primary)"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

interface Known {
  readonly date: string;
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Neighbours that are known; a day that says nothing is a gap. */
function runsOf(points: readonly (Point & { readonly x: number })[]): Known[][] {
  const runs: Known[][] = [[]];
  for (const { date, x, low, high } of points) {
    if (low !== null && high !== null) {
      runs.at(-1)?.push({ date, x, low, high });
    } else if (runs.at(-1)?.length !== 0) {
      runs.push([]);
    }
  }
  return runs.filter((run) => run.length > 0);
}
