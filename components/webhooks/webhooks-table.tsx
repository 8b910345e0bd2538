"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import type { Webhook } from "#lib/webhooks/schema";
import { DeliveryState, WebhookState } from "./states.tsx";
import { EVENT_LABELS, hostOf } from "./wording.tsx";

const column = columnsOf<Webhook>();
const ALL = Object.keys(EVENT_LABELS).length;

const columns = [
  column.accessor("url", {
    header: "Webhook",
    meta: { grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink
        href={`/console/tenants/${original.tenantId}/webhooks/${original.webhookId}`}
        secondary={original.description ?? undefined}
      >
        {hostOf(original.url)}
      </RowLink>
    ),
  }),
  column.accessor("disabledReason", {
    header: "State",
    cell: ({ getValue }) => <WebhookState disabledReason={getValue()} />,
  }),
  column.accessor("lastDelivery", {
    header: "Last delivery",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <LastDelivery delivery={getValue()} />,
  }),
  column.accessor("events", {
    header: "Events",
    meta: { hideBelow: "md" },
    cell: ({ getValue }) => <Events events={getValue()} />,
  }),
  column.accessor("createdOn", {
    header: "Created",
    meta: { sort: "-createdOn", hideBelow: "lg" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
];

function LastDelivery({ delivery }: { readonly delivery: Webhook["lastDelivery"] }) {
  if (delivery === null) {
    return <span className="text-subtle">None yet</span>;
  }
  return (
    <span className="flex items-center gap-2">
      <DeliveryState status={delivery.status} />
      <span className="text-muted text-xs">
        <CellTime value={delivery.createdOn} />
      </span>
    </span>
  );
}

function Events({ events }: Pick<Webhook, "events">) {
  const chosen = events.filter((type) => type !== "webhook.test");
  return (
    <span title={chosen.join(", ")}>
      {chosen.length === ALL ? "All" : <span className="figure">{`${chosen.length} of ${ALL}`}</span>}
    </span>
  );
}

interface WebhooksTableProps {
  readonly rows: readonly Webhook[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly empty: ReactNode;
}

/** One page of a tenant's webhooks; those that send nothing are set back. */
export function WebhooksTable(props: WebhooksTableProps) {
  return (
    <DataTable
      caption="Webhooks"
      columns={columns}
      rowId={(row) => row.webhookId}
      isMuted={({ isEnabled }) => !isEnabled}
      {...props}
    />
  );
}
