"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { Badge } from "#components/ui/badge";
import { formatCount } from "#components/ui/format";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import type { Role } from "#lib/roles/schema";
import { KIND_LABELS, REACH_LABELS } from "./wording.tsx";

/** A role beside its name as people say it and what this reader may do with it. */
export interface RoleRow extends Role {
  readonly label: string;
  readonly actions: readonly { readonly href: string; readonly label: string; readonly isDangerous?: boolean }[];
}

const column = columnsOf<RoleRow>();

const columns = [
  column.accessor("name", {
    header: "Role",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/roles/${original.roleId}`} secondary={<NameAndPurpose role={original} />}>
        {original.label}
      </RowLink>
    ),
  }),
  column.accessor("isSystem", {
    header: "Kind",
    cell: ({ getValue }) => <Badge tone={getValue() ? "neutral" : "info"}>{KIND_LABELS[String(getValue())]}</Badge>,
  }),
  column.accessor("isGlobal", {
    header: "Reach",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => REACH_LABELS[String(getValue())],
  }),
  column.accessor("permissions", {
    header: "Permissions",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => (getValue().includes("*") ? "All" : formatCount(getValue().length)),
  }),
  column.accessor("userCount", {
    header: "Users",
    meta: { numeric: true },
    cell: ({ getValue }) => formatCount(getValue()),
  }),
  column.accessor("createdOn", {
    header: "Created",
    meta: { sort: "-createdOn", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) => (
      <Menu label={`Actions for ${original.label}`}>
        {original.actions.map(({ href, label, isDangerous }) => (
          <MenuLink key={href} href={href} tone={isDangerous ? "danger" : "default"}>
            {label}
          </MenuLink>
        ))}
      </Menu>
    ),
  }),
];

/** The name as the API knows it, which is what the list is sorted by, where people say it otherwise. */
function NameAndPurpose({ role: { name, label, description } }: { readonly role: RoleRow }) {
  return (
    <>
      {name === label ? null : <span className="figure">{name} </span>}
      {description}
    </>
  );
}

const nameOf = (row: RoleRow) => row.label;

interface RolesTableProps {
  readonly rows: readonly RoleRow[];
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
  readonly peek: PeekState;
}

/** One page of roles. */
export function RolesTable({ peek, ...props }: RolesTableProps) {
  return (
    <DataTable caption="Roles" columns={columns} rowId={(row) => row.roleId} peek={peekOf(peek, nameOf)} {...props} />
  );
}
