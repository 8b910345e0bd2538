"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { CellTime } from "#components/data-table/table-context";
import { formatCount } from "#components/ui/format";
import { StatusPill } from "#components/ui/status-pill";
import type { JobDetail } from "#lib/jobs/schema";

type Try = JobDetail["tries"][number] & { readonly position: number };

const column = columnsOf<Try>();

const columns = [
  column.accessor("step", {
    header: "Step",
    cell: ({ getValue }) => {
      const step = getValue();
      return step === null ? <span className="text-muted">The whole job</span> : <span className="figure">{step}</span>;
    },
  }),
  column.accessor("attempt", { header: "Attempt", meta: { numeric: true } }),
  column.accessor("outcome", {
    header: "Outcome",
    cell: ({ getValue }) =>
      getValue() === "succeeded" ? (
        <StatusPill tone="success">Succeeded</StatusPill>
      ) : (
        <StatusPill tone="danger">Failed</StatusPill>
      ),
  }),
  column.accessor("error", {
    header: "Error",
    meta: { grow: true },
    cell: ({ getValue }) => <span className="text-muted">{getValue()}</span>,
  }),
  column.display({
    id: "took",
    header: "Took",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ row: { original } }) =>
      `${formatCount(Date.parse(original.finishedOn) - Date.parse(original.startedOn))} ms`,
  }),
  column.accessor("finishedOn", {
    header: "Ended",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

interface TriesTableProps {
  readonly tries: JobDetail["tries"];
  readonly at: string;
  readonly now: string;
  readonly empty: ReactNode;
}

/** Every finished attempt of a job and its steps, in order. */
export function TriesTable({ tries, ...props }: TriesTableProps) {
  const rows = tries.map((one, position) => ({ ...one, position }));
  return (
    <DataTable caption="Attempts" columns={columns} rows={rows} rowId={(row) => String(row.position)} {...props} />
  );
}
