"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import type { Job } from "#lib/jobs/schema";
import { JobState } from "./states.tsx";

const column = columnsOf<Job>();

const columns = [
  column.accessor("kind", {
    header: "Kind",
    meta: { chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/jobs/runs/${original.jobId}`}>
        <span className="figure">{original.kind}</span>
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => <JobState status={original.status} attempts={original.attempts} />,
  }),
  column.accessor("lastError", {
    header: "Last error",
    meta: { grow: true, hideBelow: "md" },
    cell: ({ getValue }) => <span className="text-muted">{getValue()}</span>,
  }),
  column.accessor("attempts", { header: "Attempts", meta: { numeric: true, hideBelow: "sm" } }),
  column.accessor("startedOn", {
    header: "Started",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} empty="Not yet" />,
  }),
  column.accessor("createdOn", {
    header: "Asked for",
    meta: { sort: "-createdOn", chooser: false },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

interface RunsTableProps {
  readonly rows: readonly Job[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
}

/** One page of background work. */
export function RunsTable(props: RunsTableProps) {
  return <DataTable caption="Runs" columns={columns} rowId={(row) => row.jobId} {...props} />;
}
