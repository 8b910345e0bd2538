import type { ReactNode } from "react";
import { Breadcrumb, type Crumb } from "./breadcrumb.tsx";
import { formatTotal } from "./format.tsx";
import { RelativeTime } from "./relative-time.tsx";

export interface Freshness {
  /** When the figures were true, ISO 8601; null when nobody knows. */
  readonly asOf: string | null;
  readonly now: string;
  readonly label?: string | undefined;
}

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly crumbs?: readonly Crumb[] | undefined;
  readonly total?: number | undefined;
  /** The total stopped counting: `10,000+`. */
  readonly totalCapped?: boolean | undefined;
  readonly description?: ReactNode;
  /** Pills and ids beside the title. */
  readonly meta?: ReactNode;
  readonly freshness?: Freshness | undefined;
  readonly actions?: ReactNode;
}

/** The head of every page: where we are, what this is, how many, how fresh, what can be done. */
export function PageHeader(props: PageHeaderProps) {
  const { title, crumbs, total, totalCapped, description, meta, freshness, actions } = props;
  return (
    <header className="flex flex-col gap-1">
      {crumbs === undefined ? null : <Breadcrumb items={crumbs} />}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 font-semibold text-xl tracking-tight">{title}</h1>
          {total === undefined ? null : (
            <span className="figure rounded-sm bg-sunken px-1.5 py-px text-muted text-sm">
              {formatTotal(total, totalCapped)}
              <span className="sr-only"> in total</span>
            </span>
          )}
          {meta}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {freshness === undefined ? null : <FreshnessNote {...freshness} />}
          {actions === undefined ? null : <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      </div>
      {description === undefined ? null : <p className="max-w-3xl text-muted text-sm">{description}</p>}
    </header>
  );
}

/** `Updated 4 min ago`, or that its age is unknown. */
export function FreshnessNote({ asOf, now, label = "Updated" }: Freshness) {
  return (
    <p className="mr-1 text-subtle text-xs">
      {asOf === null ? (
        "Data age unknown"
      ) : (
        <>
          {label} <RelativeTime value={asOf} now={now} />
        </>
      )}
    </p>
  );
}
