"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { CellTime } from "#components/data-table/table-context";
import { ButtonLink } from "#components/ui/button";
import { StatusPill } from "#components/ui/status-pill";
import type { ApiKey } from "#lib/api-keys/schema";
import { KEY_STATUS_LOOKS } from "./wording.tsx";

/** A key beside its role as people say it and the way to revoke it, where there is anything to revoke. */
export interface KeyRow extends ApiKey {
  readonly roleName: string;
  readonly revokeHref: string | null;
}

const column = columnsOf<KeyRow>();

const columns = [
  column.accessor("name", {
    header: "Name",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ getValue, row: { original } }) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-medium">{getValue()}</span>
        <span className="truncate text-muted text-xs">
          {original.roleName} · {reachOf(original.tenantScope)}
        </span>
      </span>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => {
      const { tone, word } = KEY_STATUS_LOOKS[getValue()];
      return <StatusPill tone={tone}>{word}</StatusPill>;
    },
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.accessor("expiresAt", {
    header: "Ends",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.accessor("createdOn", {
    header: "Made",
    meta: { sort: "-createdOn", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "revoke",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) =>
      original.revokeHref === null ? null : (
        <ButtonLink href={original.revokeHref} size="sm" scroll={false}>
          Revoke…<span className="sr-only"> {original.name}</span>
        </ButtonLink>
      ),
  }),
];

const reachOf = (scope: ApiKey["tenantScope"]): string =>
  scope === "global" ? "as far as the role reaches" : `${scope.length} ${scope.length === 1 ? "tenant" : "tenants"}`;

interface KeysTableProps {
  readonly rows: readonly KeyRow[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly empty: ReactNode;
}

/** One page of API keys. */
export function KeysTable(props: KeysTableProps) {
  return <DataTable caption="API keys" columns={columns} rowId={(row) => row.apiKeyId} {...props} />;
}
