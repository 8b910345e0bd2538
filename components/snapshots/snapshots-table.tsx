"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { StatusPill } from "#components/ui/status-pill";
import { QUALITY_LABELS, snapshotNumber } from "#lib/snapshots/wording";

/** A snapshot in a list. */
export interface SnapshotRow {
  readonly snapshot_id: string;
  readonly number: number;
  readonly tenant: { readonly tenant_id: string; readonly code: string; readonly name: string };
  readonly captured_at: string;
  readonly captured_by: { readonly name: string | null; readonly role: string };
  readonly note: string | null;
  readonly data_quality: "standard" | "partial" | "stale";
  readonly sha256: string;
}

const column = columnsOf<SnapshotRow>();

const columns = [
  column.accessor("number", {
    header: "Snapshot",
    cell: ({ row: { original } }) => (
      <RowLink href={`/executive/snapshots/${original.snapshot_id}`}>
        <span className="figure">{snapshotNumber(original.tenant.code, original.number)}</span>
      </RowLink>
    ),
  }),
  column.accessor("tenant", {
    header: "Tenant",
    meta: { grow: true },
    cell: ({ row: { original } }) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate">{original.tenant.name}</span>
        {original.note === null ? null : <span className="truncate text-subtle text-xs">{original.note}</span>}
      </span>
    ),
  }),
  column.accessor("captured_at", {
    header: "Captured",
    meta: { sort: "-captured_at" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.accessor("captured_by", {
    header: "By",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => getValue().name ?? <span className="text-subtle">Somebody else</span>,
  }),
  column.accessor("data_quality", {
    header: "Data",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => (
      <StatusPill tone={getValue() === "standard" ? "success" : "warning"}>{QUALITY_LABELS[getValue()]}</StatusPill>
    ),
  }),
  column.accessor("sha256", {
    header: "SHA-256",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <span className="figure text-muted">{getValue().slice(0, 12)}…</span>,
  }),
];

interface SnapshotsTableProps {
  readonly rows: readonly SnapshotRow[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly empty: ReactNode;
}

/** One page of snapshots. */
export function SnapshotsTable(props: SnapshotsTableProps) {
  return <DataTable caption="Snapshots" columns={columns} rowId={(row) => row.snapshot_id} {...props} />;
}
