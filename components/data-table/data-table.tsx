"use client";
import { type RowData, useTable } from "@tanstack/react-table";
import { type ReactNode, useMemo, useRef } from "react";
import { withOrder } from "./column-order.tsx";
import { columnId, type TableColumn, tableParts } from "./columns.tsx";
import { peekColumn } from "./peek-column.tsx";
import { selectColumn } from "./select-column.tsx";
import { type Matching, SelectionBar } from "./selection-bar.tsx";
import { TableBody } from "./table-body.tsx";
import { TableContext } from "./table-context.tsx";
import { TableHead } from "./table-head.tsx";
import { useTableKeys } from "./use-table-keys.tsx";

export interface Selection<Row> {
  /** The id of the `<form>` that the ticked rows belong to; they arrive as repeated `id` fields. */
  readonly formId: string;
  /** Names a row for its checkbox: "Select Acme". */
  readonly label: (row: Row) => string;
  /** Buttons for the bar; each submits or points at the form. */
  readonly actions: ReactNode;
  /** Offers what the filters find on other pages too, as the field `everything`. */
  readonly matching?: Matching | undefined;
}

/** What a page says of the row beside its list. */
export interface PeekState {
  /** The row that is peeked at, from `?peek=`. */
  readonly id: string | undefined;
  /** A `PeekPanel` with that row; null while none is. */
  readonly panel: ReactNode;
}

interface Peek<Row> extends PeekState {
  /** Names a row for its button: "Peek at Acme". A constant, like the columns. */
  readonly label: (row: Row) => string;
}

/** A page's peek with the table's names for rows; none where the page has none. */
export const peekOf = <Row,>(peek: PeekState | undefined, label: (row: Row) => string): Peek<Row> | undefined =>
  peek && { ...peek, label };

interface DataTableProps<Row extends RowData> {
  /** Accessible name of the table and of its scrolling region. */
  readonly caption: string;
  /** A constant outside of any component: new columns would rebuild every cell and lose focus. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** The current relative URL; sort links change `sort` in it. */
  readonly at: string;
  /** The server's time of this rendering; `CellTime` needs it. */
  readonly now?: string | undefined;
  /** The sort at work, `field` or `-field`. */
  readonly sort?: string | undefined;
  /** Ids of the columns that the reader has switched off. */
  readonly hiddenColumns?: readonly string[] | undefined;
  /** Ids of the columns that the reader may put in order, in the order chosen; the others stay where they are. */
  readonly columnOrder?: readonly string[] | undefined;
  readonly selection?: Selection<Row> | undefined;
  readonly peek?: Peek<Row> | undefined;
  /** An `EmptyState`, in place of rows. */
  readonly empty: ReactNode;
  /** Rows that are out of use are set back. */
  readonly isMuted?: ((row: Row) => boolean) | undefined;
}

/**
 * A table whose state is the URL: complete from the server, sorted and paged by links. Scripts add j and k to walk,
 * Enter to open, x to select, p to peek, and a click anywhere on a row to open its `RowLink`.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowId, at, now, sort, hiddenColumns, columnOrder, selection, peek, empty, isMuted } =
    props;
  const region = useRef<HTMLElement>(null);
  const formId = selection?.formId;
  const rowLabel = selection?.label;
  const peekLabel = peek?.label;
  const allColumns = useMemo(
    () => [
      ...(formId === undefined || rowLabel === undefined ? [] : [selectColumn(formId, rowLabel)]),
      ...withOrder(columns, columnId, columnOrder ?? []),
      ...(peekLabel === undefined ? [] : [peekColumn(peekLabel)]),
    ],
    [formId, rowLabel, columns, columnOrder, peekLabel],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries((hiddenColumns ?? []).map((id) => [id, false])),
    [hiddenColumns],
  );
  const table = useTable({
    features: tableParts,
    columns: allColumns as TableColumn<Row>[],
    data: rows as Row[],
    getRowId: rowId,
    manualSorting: true,
    enableRowSelection: selection !== undefined,
    state: { columnVisibility },
  });
  useTableKeys(region, peek === undefined ? undefined : { at, id: peek.id });
  const context = useMemo(() => ({ now: now ?? new Date(0).toISOString(), at }), [now, at]);
  return (
    <TableContext value={context}>
      <div className="data-table group/table relative max-lg:has-[[data-row-select]:checked]:mb-16">
        <section
          ref={region}
          aria-label={caption}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          data-table
          className="data-scroll @container rounded-lg border border-line bg-raised"
        >
          <table className="w-full border-separate border-spacing-0 text-left text-[length:var(--data-text)]">
            <caption className="sr-only">{caption}</caption>
            <TableHead table={table} at={at} sort={sort} />
            <TableBody table={table} isMuted={isMuted} peekedId={peek?.id} />
          </table>
          {rows.length === 0 ? empty : null}
        </section>
        {peek?.panel ? (
          <aside aria-label="Peek" data-peek-panel className="peek-panel no-print">
            {peek.panel}
          </aside>
        ) : null}
        {selection === undefined ? null : (
          <SelectionBar
            count={table.getSelectedRowModel().rows.length}
            onClear={() => table.resetRowSelection(true)}
            actions={selection.actions}
            formId={selection.formId}
            matching={selection.matching}
          />
        )}
      </div>
    </TableContext>
  );
}
