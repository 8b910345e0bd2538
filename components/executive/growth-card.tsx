import { Card } from "#components/ui/card";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { GrowthChart } from "./growth-chart.tsx";
import { monthName } from "./month-name.tsx";

interface GrowthCardProps {
  readonly points: readonly { readonly month: string; readonly tenants: number }[];
  readonly asOf: string;
  readonly now: string;
}

/** Tenants over twelve months as a chart, as a sentence and as a table. */
export function GrowthCard({ points, asOf, now }: GrowthCardProps) {
  return (
    <Card
      title="Tenants over time"
      description="Tenants that existed at the end of each month; the current month until now"
      footer={
        <>
          Platform database, exact count · <RelativeTime value={asOf} now={now} />
        </>
      }
    >
      <figure className="flex flex-col gap-3">
        <figcaption className="text-muted text-sm">{summary(points)}</figcaption>
        <div aria-hidden="true" className="h-56 no-js:hidden">
          <GrowthChart points={points} />
        </div>
        <details>
          <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">Show as a table</summary>
          <GrowthTable points={points} />
        </details>
      </figure>
    </Card>
  );
}

function summary(points: GrowthCardProps["points"]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) {
    return "There is nothing to show yet.";
  }
  const change = last.tenants - first.tenants;
  const turn = change === 0 ? "unchanged" : `${change > 0 ? "up" : "down"} ${formatCount(Math.abs(change))}`;
  return `${formatCount(last.tenants)} tenants now, ${turn} since the end of ${monthName(first.month)} (${formatCount(first.tenants)}).`;
}

function GrowthTable({ points }: Pick<GrowthCardProps, "points">) {
  return (
    <table className="mt-2 w-full max-w-md text-left text-sm">
      <caption className="sr-only">Tenants at the end of each month</caption>
      <thead className="text-muted text-xs">
        <tr className="border-line border-b">
          <th scope="col" className="py-1.5 font-medium">
            Month
          </th>
          <th scope="col" className="py-1.5 text-right font-medium">
            Tenants
          </th>
          <th scope="col" className="py-1.5 text-right font-medium">
            Change
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {points.map(({ month, tenants }, index) => (
          <tr key={month}>
            <th scope="row" className="py-1 font-normal">
              {monthName(month)}
            </th>
            <td className="figure py-1 text-right">{formatCount(tenants)}</td>
            <td className="figure py-1 text-right text-muted">
              {signed(tenants - (points[index - 1]?.tenants ?? NaN))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signed(change: number): string {
  if (Number.isNaN(change)) return "–";
  return change > 0 ? `+${formatCount(change)}` : formatCount(change).replace("-", "−");
}
