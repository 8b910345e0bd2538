"use client";
import type { ReactNode } from "react";
import { type BulkRows, bulkSelection } from "#components/bulk/bulk-selection";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { Badge } from "#components/ui/badge";
import { formatCount } from "#components/ui/format";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import type { Tenant } from "#lib/tenants/schema";
import { TenantStatus } from "./tenant-status.tsx";
import { PLAN_LABELS, SEGMENT_LABELS } from "./wording.tsx";

/** A tenant beside what this reader may do with it. */
export interface TenantRow extends Tenant {
  readonly actions: readonly { readonly href: string; readonly label: string; readonly isDangerous?: boolean }[];
}

const column = columnsOf<TenantRow>();

const columns = [
  column.accessor("name", {
    header: "Tenant",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink
        href={`/console/tenants/${original.tenantId}`}
        secondary={<span className="figure">{original.code}</span>}
      >
        {original.name}
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => <TenantStatus status={getValue()} />,
  }),
  column.accessor("segment", {
    header: "Segment",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => SEGMENT_LABELS[getValue() ?? ""] ?? <span className="text-subtle">–</span>,
  }),
  column.accessor("plan", {
    header: "Plan",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => {
      const label = PLAN_LABELS[getValue() ?? ""];
      return label === undefined ? <span className="text-subtle">–</span> : <Badge>{label}</Badge>;
    },
  }),
  column.accessor("userCount", {
    header: "Users",
    meta: { sort: "-userCount", numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => formatCount(getValue()),
  }),
  column.accessor("timezone", { header: "Time zone", meta: { hideBelow: "xl" } }),
  column.accessor("currency", { header: "Currency", meta: { hideBelow: "xl" } }),
  column.accessor("updatedOn", {
    header: "Updated",
    meta: { sort: "-updatedOn", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.accessor("createdOn", {
    header: "Created",
    meta: { sort: "-createdOn", hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) =>
      original.actions.length === 0 ? null : (
        <Menu label={`Actions for ${original.name}`}>
          {original.actions.map(({ href, label, isDangerous }) => (
            <MenuLink key={href} href={href} tone={isDangerous ? "danger" : "default"}>
              {label}
            </MenuLink>
          ))}
        </Menu>
      ),
  }),
];

const nameOf = (row: TenantRow) => row.name;

interface TenantsTableProps {
  readonly rows: readonly TenantRow[];
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
  /** Opens rows beside the list; left out where a list stands inside another page. */
  readonly peek?: PeekState | undefined;
  /** Lets rows be ticked and acted upon together. */
  readonly bulk?: BulkRows | undefined;
}

/** One page of tenants. */
export function TenantsTable({ peek, bulk, ...props }: TenantsTableProps) {
  return (
    <DataTable
      caption="Tenants"
      columns={columns}
      rowId={(row) => row.tenantId}
      isMuted={(row) => row.status !== "active"}
      peek={peekOf(peek, nameOf)}
      selection={bulkSelection(bulk, nameOf)}
      {...props}
    />
  );
}
