"use client";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Status } from "#lib/status/schema";

type Instance = Status["instances"][number] & { readonly now: string };

const column = columnsOf<Instance>();

const columns = [
  column.accessor("instanceId", {
    header: "Instance",
    meta: { grow: true },
    cell: ({ getValue }) => <span className="figure">{getValue().slice(0, 8)}</span>,
  }),
  column.accessor("startedOn", {
    header: "Started",
    cell: ({ getValue, row: { original } }) => <RelativeTime value={getValue()} now={original.now} />,
  }),
  column.accessor(({ pool }) => `${pool.busy} of ${pool.max}`, {
    id: "busy",
    header: "Connections at work",
    meta: { numeric: true },
  }),
  column.accessor(({ pool }) => pool.waiting, {
    id: "waiting",
    header: "Calls waiting",
    meta: { numeric: true, hideBelow: "sm" },
  }),
  column.accessor("memoryBytes", {
    header: "Memory",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue }) => `${formatCount(Math.round(getValue() / 1_048_576))} MiB`,
  }),
];

interface InstancesTableProps {
  readonly rows: readonly Status["instances"][number][];
  readonly at: string;
  readonly now: string;
}

/** Every running instance with its connections to the database. */
export function InstancesTable({ rows, now, at }: InstancesTableProps) {
  return (
    <DataTable
      caption="Instances"
      columns={columns}
      rowId={({ instanceId }) => instanceId}
      rows={rows.map((row) => ({ ...row, now }))}
      at={at}
      empty={null}
    />
  );
}
