import { Download } from "lucide-react";
import { buttonStyles } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { type Annotation, AnnotationList, marksOf, placed } from "./annotations.tsx";
import { sourceName } from "./sources.tsx";
import { TrendChart } from "./trend-chart.tsx";
import { type FigureIdOf, TrendTable } from "./trend-table.tsx";
import { type TrendPoint, type TrendSubject, trendSummary } from "./trend-words.tsx";
import { WhyLink } from "./why-link.tsx";

interface TrendCardProps {
  readonly title: string;
  readonly description?: string | undefined;
  readonly subject: TrendSubject;
  readonly points: readonly TrendPoint[];
  readonly asOf: string | null;
  readonly now: string;
  /** The page's address without a dialog. */
  readonly at: string;
  /** The file with the same points. */
  readonly csvHref?: string | undefined;
  /** The figure of a point, by its date; undefined for points without a lineage. */
  readonly figureIdOf?: FigureIdOf | undefined;
  readonly annotations?: readonly Annotation[] | undefined;
  readonly isFromZero?: boolean | undefined;
  readonly level?: 2 | 3 | undefined;
}

/** A series as a chart, in words, as a table and as a file, with its unit, source and freshness and with what happened meanwhile. */
export function TrendCard(props: TrendCardProps) {
  const { title, description, subject, points, asOf, now, at, csvHref, figureIdOf, annotations = [], level } = props;
  const marked = placed(
    annotations,
    points.map(({ date }) => date),
  );
  const newest = points.findLast(({ value }) => value !== null);
  const newestId = newest && figureIdOf?.(newest.date);
  const isDrawn = points.some(({ low }) => low !== null);
  return (
    <Card
      title={title}
      description={description ?? `${UNITS[subject.unit] ?? subject.unit}, by ${subject.interval}`}
      level={level}
      actions={
        csvHref === undefined ? undefined : (
          <a
            href={csvHref}
            download
            className={buttonStyles({ variant: "ghost", size: "sm" })}
            aria-label={`CSV of ${title}`}
          >
            <Download aria-hidden="true" />
            CSV
          </a>
        )
      }
      footer={
        <span className="flex flex-wrap items-center justify-between gap-x-4">
          <span>
            {sourceName(subject.source)} · {asOf === null ? "age unknown" : <RelativeTime value={asOf} now={now} />}
          </span>
          {newestId === undefined ? null : <WhyLink label={`${title}, newest point`} figureId={newestId} at={at} />}
        </span>
      }
    >
      <figure className="flex flex-col gap-3">
        <figcaption className="text-muted text-sm">{trendSummary(points, subject)}</figcaption>
        {isDrawn ? (
          <div aria-hidden="true" className="h-52 overflow-hidden no-js:hidden">
            <TrendChart
              points={points}
              subject={subject}
              marks={marksOf(marked)}
              isFromZero={props.isFromZero === true}
            />
          </div>
        ) : null}
        <AnnotationList annotations={marked} />
        <details>
          <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">Show as a table</summary>
          <TrendTable title={title} subject={subject} points={points} figureIdOf={figureIdOf} at={at} />
        </details>
      </figure>
    </Card>
  );
}

const UNITS: Readonly<Record<string, string>> = {
  percent: "Percent",
  messages: "Messages",
  USD: "US dollars",
  tenants: "Tenants",
};
