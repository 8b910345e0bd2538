import { type Cell, FlexRender, type ReactTable, type RowData } from "@tanstack/react-table";
import { clsx } from "clsx";
import { hideBelowStyles, type TableParts } from "./columns.tsx";

interface TableBodyProps<Row extends RowData> {
  readonly table: ReactTable<TableParts, Row>;
  readonly isMuted?: ((row: Row) => boolean) | undefined;
  readonly peekedId?: string | undefined;
}

/** The rows, all of one height. */
export function TableBody<Row extends RowData>({ table, isMuted, peekedId }: TableBodyProps<Row>) {
  return (
    <tbody>
      {table.getRowModel().rows.map((row) => (
        <tr
          key={row.id}
          data-row={row.id}
          data-selected={row.getIsSelected() || undefined}
          data-peeked={row.id === peekedId || undefined}
          className={isMuted?.(row.original) === true ? "text-muted" : undefined}
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
        "cell",
        options.numeric === true && "figure text-right",
        options.grow === true && "cell-grow",
        cell.column.id === "select" && "cell-select",
        options.hideBelow !== undefined && hideBelowStyles[options.hideBelow],
      )}
    >
      <FlexRender cell={cell} />
    </td>
  );
}
