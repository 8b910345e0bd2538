"use client";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { StatusPill } from "#components/ui/status-pill";
import type { Review } from "#lib/planning/schema";
import { CellDay } from "./cell-day.tsx";
import type { PlanningTableProps, Shown } from "./planning-table.tsx";
import { RowMenu } from "./row-menu.tsx";

const column = columnsOf<Shown<Review>>();

const columns = [
  column.accessor("subject", {
    header: "Reviewed",
    meta: { grow: true },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href} secondary={original.decision_id === null ? "Initiative" : "Decision"}>
        {original.subject}
      </RowLink>
    ),
  }),
  column.display({
    id: "state",
    header: "State",
    cell: ({ row: { original } }) =>
      original.done_on === null ? (
        <StatusPill tone="warning">Open</StatusPill>
      ) : (
        <StatusPill tone="success">Done</StatusPill>
      ),
  }),
  column.accessor("due_on", {
    header: "Due",
    meta: { sort: "due_on", hideBelow: "sm" },
    cell: ({ row: { original } }) => <CellDay day={original.due_on} isDue={original.done_on === null} />,
  }),
  column.accessor("done_on", {
    header: "Done",
    meta: { sort: "-done_on", hideBelow: "md" },
    cell: ({ getValue }) => <CellDay day={getValue()} />,
  }),
  column.accessor("outcome", {
    header: "Outcome",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <span className="line-clamp-2 max-w-md">{getValue() ?? "–"}</span>,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => <RowMenu name={`the review of ${original.subject}`} actions={original.actions} />,
  }),
];

/** One page of reviews; those that are done are set back. */
export function ReviewsTable(props: PlanningTableProps<Review>) {
  return (
    <DataTable
      caption="Reviews"
      columns={columns}
      rowId={(row) => row.review_id}
      isMuted={({ done_on }) => done_on !== null}
      {...props}
    />
  );
}
