"use client";
import type { ReactNode } from "react";
import { IdLink } from "#components/audit/id-link";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { formatCount } from "#components/ui/format";
import { StatusPill } from "#components/ui/status-pill";
import type { BulkOperation } from "#lib/bulk/schema";
import { BULK_STATUS_LOOKS, bulkName } from "./wording.tsx";

const column = columnsOf<BulkOperation>();

const columns = [
  column.accessor("createdOn", {
    header: "When",
    meta: { sort: "-createdOn", chooser: false },
    cell: ({ getValue }) => (
      <span className="text-muted">
        <CellTime value={getValue()} />
      </span>
    ),
  }),
  column.accessor("operation", {
    header: "What",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/bulk/${original.bulkOperationId}`} secondary={original.reason}>
        {bulkName(original.operation)}
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => {
      const { tone, word } = BULK_STATUS_LOOKS[getValue()];
      return <StatusPill tone={tone}>{word}</StatusPill>;
    },
  }),
  column.accessor("progress", {
    header: "Rows",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => {
      const { total, done, failed, skipped } = getValue();
      const settled = done + failed + skipped;
      return settled === total ? formatCount(total) : `${formatCount(settled)} of ${formatCount(total)}`;
    },
  }),
  column.accessor("startedById", {
    header: "Started by",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <IdLink kind="user" id={getValue()} />,
  }),
  column.accessor("finishedOn", {
    header: "Ended",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

const nameOf = (row: BulkOperation) => bulkName(row.operation);

interface BulkTableProps {
  readonly rows: readonly BulkOperation[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
  readonly peek?: PeekState | undefined;
}

/** One page of bulk operations. */
export function BulkTable({ peek, ...props }: BulkTableProps) {
  return (
    <DataTable
      caption="Bulk operations"
      columns={columns}
      rowId={(row) => row.bulkOperationId}
      peek={peekOf(peek, nameOf)}
      {...props}
    />
  );
}
