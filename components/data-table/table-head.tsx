import { FlexRender, type Header, type ReactTable, type RowData } from "@tanstack/react-table";
import { clsx } from "clsx";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { AppLink } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";
import { hideBelowStyles, type TableParts } from "./columns.tsx";

interface TableHeadProps<Row extends RowData> {
  readonly table: ReactTable<TableParts, Row>;
  readonly at: string;
  readonly sort?: string | undefined;
}

/** The sticky header row; headers of sortable columns are links that turn the order round. */
export function TableHead<Row extends RowData>({ table, at, sort }: TableHeadProps<Row>) {
  return (
    <thead>
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id}>
          {group.headers.map((header) => (
            <HeadCell key={header.id} header={header} at={at} sort={sort} />
          ))}
        </tr>
      ))}
    </thead>
  );
}

type HeadCellProps<Row extends RowData> = Pick<TableHeadProps<Row>, "at" | "sort"> & {
  readonly header: Header<TableParts, Row, unknown>;
};

function HeadCell<Row extends RowData>({ header, at, sort }: HeadCellProps<Row>) {
  const options = header.column.columnDef.meta ?? {};
  const order = orderOf(options.sort, sort);
  return (
    <th
      scope="col"
      aria-sort={options.sort === undefined ? undefined : order}
      className={clsx(
        "sticky top-0 z-10 h-8 whitespace-nowrap border-line border-b bg-canvas shadow-[1px_0_0_var(--canvas)] last:shadow-none px-(--cell) font-medium text-muted text-xs first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4",
        options.numeric === true && "text-right",
        options.grow === true && "w-full",
        options.hideBelow !== undefined && hideBelowStyles[options.hideBelow],
      )}
    >
      <HeadLabel at={at} first={options.sort} order={order} numeric={options.numeric === true}>
        <span className={options.silentHeader === true ? "sr-only" : undefined}>
          <FlexRender header={header} />
        </span>
      </HeadLabel>
    </th>
  );
}

type Order = "ascending" | "descending" | "none";

function orderOf(first: string | undefined, sort: string | undefined): Order {
  if (first === undefined || sort?.replace("-", "") !== first.replace("-", "")) return "none";
  return sort.startsWith("-") ? "descending" : "ascending";
}

function nextSort(first: string, order: Order): string {
  const field = first.replace("-", "");
  if (order === "none") return first;
  return order === "ascending" ? `-${field}` : field;
}

const arrows = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown };

interface HeadLabelProps {
  readonly at: string;
  readonly first: string | undefined;
  readonly order: Order;
  readonly numeric: boolean;
  readonly children: ReactNode;
}

function HeadLabel({ at, first, order, numeric, children }: HeadLabelProps) {
  if (first === undefined) return children;
  const Arrow = arrows[order];
  return (
    <AppLink
      href={hrefWith(at, { sort: nextSort(first, order), page: null, dialog: null })}
      scroll={false}
      className={clsx(
        "group/sort -mx-1.5 inline-flex h-6 items-center gap-1 rounded-sm px-1.5 hover:text-ink",
        numeric && "flex-row-reverse",
        order !== "none" && "text-ink",
      )}
    >
      {children}
      <Arrow
        aria-hidden="true"
        className={clsx(
          "size-3.5",
          order === "none" && "opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100",
        )}
      />
    </AppLink>
  );
}
