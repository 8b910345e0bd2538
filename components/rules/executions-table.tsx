"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { Badge } from "#components/ui/badge";
import { formatCount } from "#components/ui/format";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { RunState } from "./states.tsx";
import { ACTION_WORDS, TRIGGER_WORDS } from "./wording.tsx";

const column = columnsOf<RuleExecution>();

const columns = [
  column.accessor("ruleName", {
    header: "Run of",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink
        href={`/console/rules/runs/${original.executionId}`}
        secondary={
          <>
            <Badge mono>v{original.ruleVersion}</Badge> {original.parkedWhy ?? original.lastError}
          </>
        }
      >
        {original.ruleName}
      </RowLink>
    ),
  }),
  column.accessor("status", { header: "Status", cell: ({ getValue }) => <RunState status={getValue()} /> }),
  column.accessor("action", {
    header: "Action",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => ACTION_WORDS[getValue()].name,
  }),
  column.accessor("trigger", {
    header: "Begun by",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => TRIGGER_WORDS[getValue()],
  }),
  column.accessor("progress", {
    header: "Hit",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => `${formatCount(getValue().done)} of ${formatCount(getValue().total)}`,
  }),
  column.accessor("createdOn", {
    header: "Begun",
    meta: { sort: "-createdOn", chooser: false, hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

interface ExecutionsTableProps {
  readonly rows: readonly RuleExecution[];
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns?: readonly string[] | undefined;
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
}

/** One page of runs of rules. */
export function ExecutionsTable(props: ExecutionsTableProps) {
  return <DataTable caption="Runs of rules" columns={columns} rowId={(row) => row.executionId} {...props} />;
}
