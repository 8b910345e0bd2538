import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";

/** Width of the table, not of the window, below which a column is left out. */
export type HideBelow = "sm" | "md" | "lg" | "xl";

export interface ColumnOptions {
  /** The API's sort field, with `-` if the first click is to sort downwards; without one the column does not sort. */
  readonly sort?: string | undefined;
  /** Figures stand right-aligned in tabular digits. */
  readonly numeric?: boolean | undefined;
  readonly hideBelow?: HideBelow | undefined;
  /** Its name in the column chooser, when the header is not plain text; `false` keeps it out of the chooser. */
  readonly chooser?: string | false | undefined;
  /** The header is for assistive technology only, as over a menu. */
  readonly silentHeader?: boolean | undefined;
  /** Takes the remaining width and cuts off its text; one column should. */
  readonly grow?: boolean | undefined;
}

/** The parts of TanStack Table in use; sorting and paging happen on the server. */
export const tableParts = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  columnMeta: metaHelper<ColumnOptions>(),
});

export type TableParts = typeof tableParts;
// biome-ignore lint/suspicious/noExplicitAny: columns of one table hold values of different types
export type TableColumn<Row extends RowData> = ColumnDef<TableParts, Row, any>;

/** Starts the columns of a table of `Row`: `const column = columnsOf<Tenant>()`, then `column.accessor(…)`. */
export function columnsOf<Row extends RowData>() {
  return createColumnHelper<TableParts, Row>();
}

/** The id under which the chooser and the address know a column. */
export const columnId = (column: {
  readonly id?: string | undefined;
  readonly accessorKey?: unknown;
}): string | undefined => column.id ?? (typeof column.accessorKey === "string" ? column.accessorKey : undefined);

export const hideBelowStyles: Readonly<Record<HideBelow, string>> = {
  sm: "hidden @xl:table-cell",
  md: "hidden @3xl:table-cell",
  lg: "hidden @5xl:table-cell",
  xl: "hidden @7xl:table-cell",
};
