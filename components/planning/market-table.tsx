"use client";
import { useContext } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { TableContext } from "#components/data-table/table-context";
import { Badge } from "#components/ui/badge";
import type { MarketRecord } from "#lib/planning/schema";
import type { PlanningTableProps, Shown } from "./planning-table.tsx";
import { RowMenu } from "./row-menu.tsx";
import { ageOf, MARKET_KIND_LABELS, POSITION_LABELS } from "./wording.tsx";

const column = columnsOf<Shown<MarketRecord>>();

const columns = [
  column.accessor("subject", {
    header: "Competitor or market",
    meta: { sort: "subject", grow: true },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href} secondary={original.text}>
        {original.subject}
      </RowLink>
    ),
  }),
  column.accessor("kind", {
    header: "Tells of",
    meta: { hideBelow: "sm" },
    cell: ({ row: { original } }) => (
      <Badge>
        {original.position === null
          ? MARKET_KIND_LABELS[original.kind]
          : `${MARKET_KIND_LABELS[original.kind]}: ${POSITION_LABELS[original.position]?.toLowerCase()}`}
      </Badge>
    ),
  }),
  column.accessor("observed_on", {
    header: "Date and age",
    meta: { sort: "-observed_on" },
    cell: ({ getValue }) => <Observed day={getValue()} />,
  }),
  column.accessor("person", { header: "Author", meta: { hideBelow: "md" } }),
  column.accessor("source", {
    header: "Source",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => (
      <span className="line-clamp-2 max-w-xs break-all" title={getValue()}>
        {getValue()}
      </span>
    ),
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => <RowMenu name={original.subject} actions={original.actions} />,
  }),
];

function Observed({ day }: { readonly day: string }) {
  const { now } = useContext(TableContext);
  return (
    <span className="flex flex-col">
      <time dateTime={day} className="figure">
        {day}
      </time>
      <span className="text-muted text-xs">{ageOf(day, now)}</span>
    </span>
  );
}

/** One page of market records, each with author, source, date and age. */
export function MarketTable(props: PlanningTableProps<MarketRecord>) {
  return <DataTable caption="Market records" columns={columns} rowId={(row) => row.market_record_id} {...props} />;
}
