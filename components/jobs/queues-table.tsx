"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { AppLink } from "#components/ui/app-link";
import { formatCount } from "#components/ui/format";
import type { Queues } from "#lib/jobs/schema";
import { formatAge } from "./wording.tsx";

type Queue = Queues["queues"][number];

const column = columnsOf<Queue>();

const figure = (count: number) => (count === 0 ? <span className="text-subtle">0</span> : formatCount(count));

const columns = [
  column.accessor("kind", {
    header: "Kind",
    meta: { grow: true },
    cell: ({ getValue }) => (
      <RowLink href={`/console/jobs/runs?kind=${encodeURIComponent(getValue())}`}>
        <span className="figure">{getValue()}</span>
      </RowLink>
    ),
  }),
  column.accessor("queued", { header: "Waiting", meta: { numeric: true }, cell: ({ getValue }) => figure(getValue()) }),
  column.accessor("ageSeconds", {
    header: "Oldest",
    meta: { numeric: true },
    cell: ({ getValue }) => {
      const age = getValue();
      return age === null ? <span className="text-subtle">–</span> : formatAge(age);
    },
  }),
  column.accessor("running", {
    header: "Running",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => figure(getValue()),
  }),
  column.accessor("held", {
    header: "Held",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => figure(getValue()),
  }),
  column.accessor("scheduled", {
    header: "Not due yet",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue }) => figure(getValue()),
  }),
  column.accessor("deadLetters", {
    header: "Dead letters",
    meta: { numeric: true },
    cell: ({ getValue, row: { original } }) =>
      getValue() === 0 ? (
        figure(0)
      ) : (
        <AppLink
          href={`/console/jobs/dead-letters?status=open&kind=${encodeURIComponent(original.kind)}`}
          className="link"
        >
          {formatCount(getValue())}
        </AppLink>
      ),
  }),
];

interface QueuesTableProps {
  readonly rows: readonly Queue[];
  readonly at: string;
  readonly now: string;
  readonly empty: ReactNode;
}

/** What waits and what runs, by kind of work. */
export function QueuesTable(props: QueuesTableProps) {
  return <DataTable caption="Queues" columns={columns} rowId={(row) => row.kind} {...props} />;
}
