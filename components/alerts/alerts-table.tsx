"use client";
import { type ReactNode, useContext } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime, TableContext } from "#components/data-table/table-context";
import { AppLink } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";
import type { Notification } from "#lib/queue/schema";
import { REVIEW_FORM, ReviewButton } from "./review-button.tsx";
import { PriorityPill, ReviewState, TroubleState } from "./states.tsx";
import { CATEGORY_LABELS } from "./wording.tsx";

/** A notification beside where its tenant's summary is, if the reader may open it. */
export interface AlertRow extends Notification {
  readonly tenantHref: string | undefined;
}

const column = columnsOf<AlertRow>();

const columns = [
  column.accessor("title", {
    header: "Alert",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => <Title row={original} />,
  }),
  column.accessor("priority", {
    header: "Priority",
    cell: ({ getValue }) => <PriorityPill priority={getValue()} />,
  }),
  column.accessor("tenant_name", {
    header: "Tenant",
    meta: { hideBelow: "sm" },
    cell: ({ row: { original } }) => <TenantCell row={original} />,
  }),
  column.accessor("category", {
    header: "About",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => CATEGORY_LABELS[getValue()] ?? getValue(),
  }),
  column.accessor("is_resolved", {
    header: "Trouble",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <TroubleState isResolved={getValue()} />,
  }),
  column.accessor("reviewed_at", {
    header: "Your review",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <ReviewCell reviewedAt={getValue()} />,
  }),
  column.accessor("created_at", {
    header: "Raised",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

function Title({ row }: { readonly row: AlertRow }) {
  const { at } = useContext(TableContext);
  return (
    <RowLink href={hrefWith(at, { peek: row.id })} secondary={row.summary}>
      {row.title}
    </RowLink>
  );
}

function TenantCell({ row: { tenant_id: id, tenant_name: name, tenantHref } }: { readonly row: AlertRow }) {
  if (id === null) return <span className="text-subtle">Platform</span>;
  const shown = name ?? "Unknown tenant";
  return tenantHref === undefined ? (
    shown
  ) : (
    <AppLink href={tenantHref} className="link">
      {shown}
    </AppLink>
  );
}

function ReviewCell({ reviewedAt }: { readonly reviewedAt: string | null }) {
  return <ReviewState reviewedAt={reviewedAt} now={useContext(TableContext).now} />;
}

const titleOf = ({ title }: AlertRow): string => title;

interface AlertsTableProps {
  readonly rows: readonly AlertRow[];
  readonly at: string;
  readonly now: string;
  readonly peek: PeekState;
  /** Whether the reader may review. */
  readonly isReviewable: boolean;
  readonly empty: ReactNode;
}

/** One page of alerts, newest first; those that are over are set back. */
export function AlertsTable({ peek, isReviewable, at, ...props }: AlertsTableProps) {
  return (
    <DataTable
      caption="Alerts"
      columns={columns}
      rowId={({ id }) => id}
      isMuted={({ is_resolved: isResolved }) => isResolved}
      peek={peekOf(peek, titleOf)}
      selection={isReviewable ? { formId: REVIEW_FORM, label: titleOf, actions: <ReviewButton at={at} /> } : undefined}
      at={at}
      {...props}
    />
  );
}
