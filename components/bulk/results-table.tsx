"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { StatusPill } from "#components/ui/status-pill";
import type { BulkResult } from "#lib/bulk/schema";
import { BULK_OUTCOME_LOOKS } from "./wording.tsx";

/** A result beside the page of the thing. */
export interface ResultRow extends BulkResult {
  readonly href: string;
}

const column = columnsOf<ResultRow>();

const columns = [
  column.accessor("label", {
    header: "Row",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href}>{original.label ?? <span className="figure">{original.entityId}</span>}</RowLink>
    ),
  }),
  column.accessor("outcome", {
    header: "Outcome",
    cell: ({ getValue }) => {
      const { tone, word } = BULK_OUTCOME_LOOKS[getValue()];
      return <StatusPill tone={tone}>{word}</StatusPill>;
    },
  }),
  column.accessor("message", {
    header: "Why",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => getValue() ?? <span className="text-subtle">–</span>,
  }),
  column.accessor("finishedOn", {
    header: "When",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

interface ResultsTableProps {
  readonly rows: readonly ResultRow[];
  readonly at: string;
  readonly now: string;
  readonly empty: ReactNode;
}

/** What became of the rows, one page of them. */
export function ResultsTable(props: ResultsTableProps) {
  return <DataTable caption="Rows" columns={columns} rowId={(row) => row.entityId} {...props} />;
}
