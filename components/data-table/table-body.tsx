import { type Cell, FlexRender, type ReactTable, type RowData } from "@tanstack/react-table";
import { clsx } from "clsx";
import { hideBelowStyles, type TableParts } from "./columns.tsx";

interface TableBodyProps<Row extends RowData> {
  readonly table: ReactTable<TableParts, Row>;
  readonly isMuted?: ((row: Row) => boolean) | undefined;
}

/** The rows, all of one height. */
export function TableBody<Row extends RowData>({ table, isMuted }: TableBodyProps<Row>) {
  return (
    <tbody>
      {table.getRowModel().rows.map((row) => (
        <tr
          key={row.id}
          data-row={row.id}
          data-selected={row.getIsSelected() || undefined}
          className={clsx(
            "group/row hover:bg-hover has-[[data-row-link]:focus-visible]:bg-hover data-selected:bg-tint!",
            isMuted?.(row.original) === true && "text-muted",
          )}
        >
          {row.getVisibleCells().map((cell) => (
            <BodyCell key={cell.id} cell={cell} />
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function BodyCell<Row extends RowData>({ cell }: { readonly cell: Cell<TableParts, Row, unknown> }) {
  const options = cell.column.columnDef.meta ?? {};
  return (
    <td
      className={clsx(
        "h-row border-line border-b px-(--cell) py-1 align-middle first:pl-4 last:pr-4 group-last/row:border-b-0 group-has-[[data-row-link]:focus-visible]/row:first:shadow-[inset_2px_0_0_var(--primary)]",
        options.numeric === true ? "figure whitespace-nowrap text-right" : "whitespace-nowrap",
        options.grow === true && "max-w-0",
        cell.column.id === "select" && "w-9 pr-0",
        options.hideBelow !== undefined && hideBelowStyles[options.hideBelow],
      )}
    >
      <FlexRender cell={cell} />
    </td>
  );
}
