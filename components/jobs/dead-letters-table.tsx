"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import type { DeadLetter } from "#lib/jobs/schema";
import { DeadLetterState } from "./states.tsx";

/** A dead letter beside what this reader may do with it. */
export interface DeadLetterRow extends DeadLetter {
  readonly actions: readonly { readonly href: string; readonly label: string; readonly isDangerous?: boolean }[];
}

const column = columnsOf<DeadLetterRow>();

const columns = [
  column.accessor("kind", {
    header: "Job and error",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/jobs/runs/${original.jobId}`} secondary={original.lastError}>
        <span className="figure">{original.kind}</span>
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => <DeadLetterState status={original.status} />,
  }),
  column.accessor("attempts", { header: "Attempts", meta: { numeric: true, hideBelow: "md" } }),
  column.accessor("failedOn", {
    header: "Failed",
    meta: { sort: "-failedOn", hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => (
      <Menu label={`Actions for ${original.kind} of ${original.failedOn.slice(0, 16).replace("T", " ")}`}>
        {original.actions.map(({ href, label, isDangerous }) => (
          <MenuLink key={href} href={href} scroll={false} tone={isDangerous ? "danger" : "default"}>
            {label}
          </MenuLink>
        ))}
      </Menu>
    ),
  }),
];

interface DeadLettersTableProps {
  readonly rows: readonly DeadLetterRow[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
}

/** One page of jobs that have failed for good. */
export function DeadLettersTable(props: DeadLettersTableProps) {
  return <DataTable caption="Dead letters" columns={columns} rowId={(row) => row.deadLetterId} {...props} />;
}
