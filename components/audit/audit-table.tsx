"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { IdLink } from "./id-link.tsx";
import { OutcomePill } from "./outcome-pill.tsx";

/** One record as the list shows it: already put into words. */
export interface AuditRow {
  readonly auditId: string;
  readonly occurredOn: string;
  readonly sentence: string;
  readonly reason: string | null;
  readonly outcome: "success" | "denied" | "failure";
  readonly actorId: string | null;
  /** The actor's role at that time, as people say it; null for nobody signed in. */
  readonly actorRole: string | null;
  readonly tenantId: string | null;
  readonly network: string | null;
}

const column = columnsOf<AuditRow>();

const columns = [
  column.accessor("occurredOn", {
    header: "When",
    meta: { sort: "-occurredOn", chooser: false },
    cell: ({ getValue }) => (
      <span className="text-muted">
        <CellTime value={getValue()} />
      </span>
    ),
  }),
  column.accessor("sentence", {
    header: "What happened",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/audit/${original.auditId}`} secondary={original.reason ?? undefined}>
        {original.sentence}
      </RowLink>
    ),
  }),
  column.accessor("outcome", {
    header: "Outcome",
    // On narrow screens the sentence says it: "Failed to", "Was refused".
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <OutcomePill outcome={getValue()} />,
  }),
  column.accessor("actorId", {
    header: "Actor",
    meta: { hideBelow: "md" },
    cell: ({ row: { original } }) => <Actor id={original.actorId} role={original.actorRole} />,
  }),
  column.accessor("tenantId", {
    header: "Tenant",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <IdLink kind="tenant" id={getValue()} />,
  }),
  column.accessor("network", {
    header: "Network",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <span className="figure text-muted">{getValue() ?? "–"}</span>,
  }),
];

function Actor({ id, role }: { readonly id: string | null; readonly role: string | null }) {
  if (id === null) {
    return <span className="text-subtle">{role ?? "Not signed in"}</span>;
  }
  return (
    <span className="flex items-baseline gap-2">
      {role}
      <IdLink kind="user" id={id} />
    </span>
  );
}

const nameOf = (row: AuditRow) => row.sentence;

interface AuditTableProps {
  readonly rows: readonly AuditRow[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
  /** Opens rows beside the list; left out where a list stands inside another page. */
  readonly peek?: PeekState | undefined;
}

/** One page of the audit log. */
export function AuditTable({ peek, ...props }: AuditTableProps) {
  return (
    <DataTable
      caption="Audit log"
      columns={columns}
      rowId={(row) => row.auditId}
      peek={peekOf(peek, nameOf)}
      {...props}
    />
  );
}
