import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { AppLink } from "#components/ui/app-link";
import { buttonStyles } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { type BarRow, BarsChart } from "./bars-chart.tsx";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { sourceName } from "./sources.tsx";
import { WhyLink } from "./why-link.tsx";

/** One line of the card: a figure with its bar. */
export interface BarFigure {
  readonly label: string;
  readonly note: FigureNote | undefined;
  /** Where its bar begins and ends; null where the figure is unknown. */
  readonly bar: { readonly from: number; readonly to: number } | null;
  readonly look?: BarRow["look"];
  /** In small print under the label. */
  readonly hint?: string | undefined;
  readonly href?: string | undefined;
}

interface BarsCardProps {
  readonly title: string;
  readonly description: string;
  /** The chart in a sentence or two. */
  readonly summary: string;
  readonly rows: readonly BarFigure[];
  /** What the lines are called: "Part". */
  readonly heading: string;
  readonly csvHref: string;
  /** Oldest contributor; null: unknown. */
  readonly asOf: string | null;
  readonly at: string;
  readonly now: string;
  readonly caveat?: string | undefined;
  readonly children?: ReactNode;
}

/** Ranges in US dollars as bars, in words, as a table with the way to each figure, and as a file. */
export function BarsCard(props: BarsCardProps) {
  const { title, description, summary, rows, csvHref, asOf, now, caveat, children } = props;
  const bars = rows.flatMap(({ label, note, bar, look }): BarRow[] =>
    bar === null || note === undefined ? [] : [{ label, ...bar, text: figureText(note) ?? "", look }],
  );
  const sources = [...new Set(rows.flatMap(({ note }) => note?.sources ?? []))];
  return (
    <Card
      title={title}
      description={description}
      actions={
        <a
          href={csvHref}
          download
          className={buttonStyles({ variant: "ghost", size: "sm" })}
          aria-label={`CSV of ${title}`}
        >
          <Download aria-hidden="true" />
          CSV
        </a>
      }
      footer={
        <>
          US dollars · {sources.length === 0 ? null : `${sources.map(sourceName).join(", ")} · `}
          {asOf === null ? "age unknown" : <RelativeTime value={asOf} now={now} />}
          {caveat === undefined ? null : <span className="block text-warning">{caveat}</span>}
        </>
      }
    >
      <figure className="flex flex-col gap-3">
        <figcaption className="text-muted text-sm">{summary}</figcaption>
        {bars.length === 0 ? null : (
          <div aria-hidden="true" className={`no-js:hidden ${heightOf(bars.length)}`}>
            <BarsChart rows={bars} />
          </div>
        )}
        <details>
          <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">Show as a table</summary>
          <BarsTable {...props} />
        </details>
        {children}
      </figure>
    </Card>
  );
}

/** Class names, since a style of its own is not allowed to a page. */
function heightOf(bars: number): string {
  if (bars <= 2) return "h-28";
  if (bars <= 5) return "h-56";
  return bars <= 7 ? "h-72" : "h-96";
}

function BarsTable({ title, heading, rows, at }: BarsCardProps) {
  return (
    <table className="mt-2 w-full text-left text-sm">
      <caption className="sr-only">{title}</caption>
      <thead className="text-muted text-xs">
        <tr className="border-line border-b">
          <th scope="col" className="py-1.5 font-medium">
            {heading}
          </th>
          <th scope="col" className="py-1.5 text-right font-medium">
            US dollars
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map(({ label, note, hint, href, look }) => (
          <tr key={label} className={look === "sum" ? "font-semibold" : undefined}>
            <th scope="row" className={`py-1.5 ${look === "sum" ? "" : "font-normal"}`}>
              {href === undefined ? (
                label
              ) : (
                <AppLink href={href} className="link">
                  {label}
                </AppLink>
              )}
              {hint === undefined ? null : <span className="block font-normal text-subtle text-xs">{hint}</span>}
            </th>
            <td className="py-1.5 text-right align-top">
              <span className="inline-flex items-center gap-1.5">
                <span className="tabular-nums">{(note && figureText(note)) ?? "Unknown"}</span>
                {note === undefined ? null : <WhyLink label={label} figureId={note.figure_id} at={at} isCompact />}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
