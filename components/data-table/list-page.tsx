import type { ReactNode } from "react";

/**
 * A page that is one list: header, filters, chips, `DataTable` and `Pagination` as direct children. On wide screens
 * it fills the window and only the table scrolls; on small ones the page does.
 */
export function ListPage({ children }: { readonly children: ReactNode }) {
  return <div className="list-page flex min-w-0 flex-col gap-3">{children}</div>;
}

interface TableToolbarProps {
  /** The `FilterForm`. */
  readonly children: ReactNode;
  /** The `ColumnChooser`, an export, a saved view. */
  readonly end?: ReactNode;
}

/** Filters on the left, what concerns the table as a whole on the right. */
export function TableToolbar({ children, end }: TableToolbarProps) {
  return (
    <div className="no-print flex flex-wrap items-start justify-between gap-2">
      <div className="min-w-0 flex-1">{children}</div>
      {end === undefined ? null : <div className="flex items-center gap-2">{end}</div>}
    </div>
  );
}
