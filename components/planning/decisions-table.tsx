"use client";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { StatusPill } from "#components/ui/status-pill";
import type { Decision } from "#lib/planning/schema";
import { CellDay } from "./cell-day.tsx";
import type { PlanningTableProps, Shown } from "./planning-table.tsx";
import { RowMenu } from "./row-menu.tsx";
import { CATEGORY_LABELS, daysSince } from "./wording.tsx";

const column = columnsOf<Shown<Decision>>();

const columns = [
  column.accessor("title", {
    header: "Decision",
    meta: { sort: "title", grow: true },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href} secondary={CATEGORY_LABELS[original.category]}>
        {original.title}
      </RowLink>
    ),
  }),
  column.accessor("decided_on", {
    header: "Decided",
    meta: { sort: "-decided_on" },
    cell: ({ row: { original } }) => <Decided {...original} />,
  }),
  column.accessor("insight_on", {
    header: "Insight",
    meta: { sort: "-insight_on", hideBelow: "sm" },
    cell: ({ getValue }) => <CellDay day={getValue()} />,
  }),
  column.accessor("outcome", {
    header: "Outcome",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <span className="line-clamp-2 max-w-md">{getValue() ?? "–"}</span>,
  }),
  column.accessor("review_due_on", {
    header: "Review due",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <CellDay day={getValue()} isDue />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => <RowMenu name={original.title} actions={original.actions} />,
  }),
];

function Decided({ insight_on, decided_on }: Pick<Decision, "insight_on" | "decided_on">) {
  if (decided_on === null) return <StatusPill tone="warning">Pending</StatusPill>;
  const days = daysSince(insight_on, decided_on);
  return (
    <span className="flex flex-col">
      <time dateTime={decided_on} className="figure">
        {decided_on}
      </time>
      <span className="text-muted text-xs">{days === 1 ? "after 1 day" : `after ${days} days`}</span>
    </span>
  );
}

/** One page of decisions, pending ones included. */
export function DecisionsTable(props: PlanningTableProps<Decision>) {
  return <DataTable caption="Decisions" columns={columns} rowId={(row) => row.decision_id} {...props} />;
}
