import { AppLink } from "#components/ui/app-link";
import { dateText, pointText, type TrendPoint, type TrendSubject } from "./trend-words.tsx";
import { whyHref } from "./why-link.tsx";

/** The figure of a point, by its date; undefined for a point without a lineage. */
export type FigureIdOf = (date: string) => string | undefined;

interface TrendTableProps {
  readonly title: string;
  readonly subject: TrendSubject;
  readonly points: readonly TrendPoint[];
  readonly figureIdOf?: FigureIdOf | undefined;
  readonly at: string;
}

/** A series as a table, newest first; each value leads to how it came about. */
export function TrendTable({ title, subject, points, figureIdOf, at }: TrendTableProps) {
  return (
    <div className={figureIdOf === undefined ? "mt-2" : "mt-2 max-h-72 overflow-auto"}>
      <table className="w-full max-w-md text-left text-sm">
        <caption className="sr-only">{title}</caption>
        <thead className="text-muted text-xs">
          <tr className="border-line border-b">
            <th scope="col" className="py-1.5 font-medium">
              {subject.interval === "week" ? "Week" : subject.interval === "month" ? "Month" : "Day"}
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              {title}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {points.toReversed().map((point) => (
            <tr key={point.date}>
              <th scope="row" className="py-1 font-normal">
                {dateText(point.date, subject.interval)}
              </th>
              <td className="py-1 text-right">
                <PointValue text={pointText(point, subject)} figureId={figureIdOf?.(point.date)} at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PointValueProps {
  readonly text: string | null;
  readonly figureId: string | undefined;
  readonly at: string;
}

function PointValue({ text, figureId, at }: PointValueProps) {
  if (text === null) return <span className="text-subtle">Unknown</span>;
  return figureId === undefined ? (
    <span className="figure">{text}</span>
  ) : (
    <AppLink href={whyHref(at, figureId)} scroll={false} title="Why this number?" className="figure hover:underline">
      {text}
    </AppLink>
  );
}
