"use client";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import type { Initiative } from "#lib/planning/schema";
import { CellDay } from "./cell-day.tsx";
import type { PlanningTableProps, Shown } from "./planning-table.tsx";
import { RowMenu } from "./row-menu.tsx";
import { Impact, InitiativeStatus, Progress } from "./states.tsx";

const column = columnsOf<Shown<Initiative>>();

const columns = [
  column.accessor("name", {
    header: "Initiative",
    meta: { sort: "name", grow: true },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href} secondary={original.person}>
        {original.name}
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <InitiativeStatus status={getValue()} />,
  }),
  column.accessor("progress", {
    header: "Progress",
    meta: { sort: "-progress" },
    cell: ({ row: { original } }) => <Progress name={original.name} percent={original.progress} />,
  }),
  column.accessor("impact", {
    header: "Impact",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <Impact impact={getValue()} />,
  }),
  column.accessor("due_on", {
    header: "Due",
    meta: { sort: "due_on", hideBelow: "md" },
    cell: ({ row: { original } }) => <CellDay day={original.due_on} isDue={original.ended_at === null} />,
  }),
  column.accessor("updated_at", {
    header: "Updated",
    meta: { sort: "-updated_at", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => <RowMenu name={original.name} actions={original.actions} />,
  }),
];

/** One page of initiatives; those that have ended are set back. */
export function InitiativesTable(props: PlanningTableProps<Initiative>) {
  return (
    <DataTable
      caption="Initiatives"
      columns={columns}
      rowId={(row) => row.initiative_id}
      isMuted={({ ended_at }) => ended_at !== null}
      {...props}
    />
  );
}
