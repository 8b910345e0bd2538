"use client";
import type { RowData } from "@tanstack/react-table";
import { PanelRight } from "lucide-react";
import { useContext } from "react";
import { AppLink } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";
import { columnsOf, type TableColumn } from "./columns.tsx";
import { TableContext } from "./table-context.tsx";

/** The narrow column that opens a row beside the list, for those without the key `p`. */
export function peekColumn<Row extends RowData>(label: (row: Row) => string): TableColumn<Row> {
  return columnsOf<Row>().display({
    id: "peek",
    header: "Peek",
    meta: { silentHeader: true, chooser: false, hideBelow: "sm" },
    cell: ({ row }) => <PeekLink rowId={row.id} name={label(row.original)} />,
  });
}

function PeekLink({ rowId, name }: { readonly rowId: string; readonly name: string }) {
  const { at } = useContext(TableContext);
  return (
    <AppLink
      href={hrefWith(at, { peek: rowId })}
      scroll={false}
      replace
      aria-label={`Peek at ${name}`}
      title="Peek"
      className="row-peek"
    >
      <PanelRight aria-hidden="true" className="size-3.5" />
    </AppLink>
  );
}
