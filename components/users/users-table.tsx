"use client";
import type { ReactNode } from "react";
import { type BulkRows, bulkSelection } from "#components/bulk/bulk-selection";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { AppLink } from "#components/ui/app-link";
import type { User } from "#lib/users/schema";
import { UserStatus } from "./user-status.tsx";

/** A user beside the role as people say it. */
export type UserRow = Omit<User, "role" | "mfaEnabled"> & { readonly roleName: string };

const column = columnsOf<UserRow>();

const columns = [
  column.accessor("name", {
    header: "User",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={`/console/users/${original.userId}`} secondary={original.email}>
        {original.name}
      </RowLink>
    ),
  }),
  column.accessor("status", { header: "Status", cell: ({ getValue }) => <UserStatus status={getValue()} /> }),
  column.accessor("roleName", { header: "Role", meta: { hideBelow: "md" } }),
  column.accessor("tenants", {
    header: "Tenants",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <TenantLinks tenants={getValue()} />,
  }),
  column.accessor("lastLoginOn", {
    header: "Last sign-in",
    meta: { sort: "-lastLoginOn", hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} empty="Never" />,
  }),
  column.accessor("createdOn", {
    header: "Created",
    meta: { sort: "-createdOn", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

function TenantLinks({ tenants: [first, ...others] }: { readonly tenants: User["tenants"] }) {
  if (first === undefined) {
    return <span className="text-subtle">–</span>;
  }
  return (
    <span className="flex items-baseline gap-1.5">
      <AppLink href={`/console/tenants/${first.tenantId}`} className="link inline-block max-w-48 truncate align-bottom">
        {first.name}
      </AppLink>
      {others.length === 0 ? null : (
        <span className="text-subtle text-xs" title={others.map(({ name }) => name).join(", ")}>
          +{others.length}
          <span className="sr-only"> more</span>
        </span>
      )}
    </span>
  );
}

const nameOf = (row: UserRow) => row.name;

interface UsersTableProps {
  readonly rows: readonly UserRow[];
  readonly at: string;
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

/** One page of users; those who cannot sign in are set back. */
export function UsersTable({ peek, bulk, ...props }: UsersTableProps) {
  return (
    <DataTable
      caption="Users"
      columns={columns}
      rowId={(row) => row.userId}
      isMuted={({ status }) => status === "locked" || status === "suspended"}
      peek={peekOf(peek, nameOf)}
      selection={bulkSelection(bulk, nameOf)}
      {...props}
    />
  );
}
