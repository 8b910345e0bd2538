"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { StatusPill } from "#components/ui/status-pill";
import type { RuleExecutionDetail } from "#lib/rules/execution-schema";
import { metricsText, OUTCOME_LOOKS } from "./wording.tsx";

type Outcome = RuleExecutionDetail["outcomes"]["items"][number];

const column = columnsOf<Outcome>();

const columns = [
  column.accessor("label", {
    header: "Whom",
    meta: { grow: true },
    cell: ({ row: { original } }) => (
      <RowLink
        href={`/console/${original.entityType}s/${original.entityId}`}
        secondary={<span className="figure">{metricsText(original.metrics)}</span>}
      >
        {original.label ?? <span className="figure">{original.entityId}</span>}
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Outcome",
    cell: ({ getValue }) => {
      const { tone, word } = OUTCOME_LOOKS[getValue()];
      return <StatusPill tone={tone}>{word}</StatusPill>;
    },
  }),
  column.accessor("error", {
    header: "Why",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => getValue() ?? <span className="text-subtle">–</span>,
  }),
  column.accessor("appliedOn", {
    header: "When",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} empty="–" />,
  }),
];

interface OutcomesTableProps {
  readonly rows: readonly Outcome[];
  readonly at: string;
  readonly now: string;
  readonly empty: ReactNode;
}

/** What became of whom a run hits, one page of them. */
export function OutcomesTable(props: OutcomesTableProps) {
  return <DataTable caption="Outcomes" columns={columns} rowId={(row) => row.entityId} {...props} />;
}
