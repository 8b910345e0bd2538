import { AppLink } from "#components/ui/app-link";
import type { ChartMark } from "./trend-chart.tsx";
import { dateText } from "./trend-words.tsx";

/** What happened on a day, beside a series. */
export interface Annotation {
  /** ISO 8601. */
  readonly at: string;
  readonly label: string;
  /** An incident, not an act of the people who run the platform. */
  readonly isTrouble: boolean;
  readonly href?: string | undefined;
}

/** More lines than this hide what they explain. */
const MOST = 8;

interface Marked extends Annotation {
  readonly date: string;
  readonly number: number;
}

/** The annotations that a series with these dates can show, oldest first and numbered; the newest where there are too many. */
export function placed(annotations: readonly Annotation[], dates: readonly string[]): readonly Marked[] {
  return annotations
    .flatMap((annotation) => {
      const date = dates.findLast((day) => day <= annotation.at.slice(0, 10));
      return date === undefined ? [] : [{ ...annotation, date }];
    })
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .slice(-MOST)
    .map((annotation, index) => ({ ...annotation, number: index + 1 }));
}

/** One line of the chart for each day that has something. */
export function marksOf(annotations: readonly Marked[]): ChartMark[] {
  const byDate = Map.groupBy(annotations, ({ date }) => date);
  return [...byDate].map(([date, [first, ...rest]]) => ({
    date,
    number: first?.number ?? 0,
    isTrouble: first?.isTrouble === true || rest.some(({ isTrouble }) => isTrouble),
  }));
}

/** The same in words below the chart. */
export function AnnotationList({ annotations }: { readonly annotations: readonly Marked[] }) {
  if (annotations.length === 0) return null;
  return (
    <ol aria-label="What happened" className="grid gap-x-6 gap-y-0.5 text-xs sm:grid-cols-2">
      {annotations.map(({ number, at, label, isTrouble, href }) => (
        <li key={number} className="flex min-w-0 items-baseline gap-1.5">
          <span className={`figure font-semibold ${isTrouble ? "text-danger" : "text-muted"}`}>{number}</span>
          <span className="whitespace-nowrap text-subtle">{dateText(at.slice(0, 10))}</span>
          {href === undefined ? (
            <span className="min-w-0 truncate">{label}</span>
          ) : (
            <AppLink href={href} className="min-w-0 truncate hover:underline">
              {label}
            </AppLink>
          )}
        </li>
      ))}
    </ol>
  );
}
