"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable, type PeekState, peekOf } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { CellTime } from "#components/data-table/table-context";
import { formatCount } from "#components/ui/format";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import type { Delivery } from "#lib/webhooks/schema";
import { DeliveryState } from "./states.tsx";

/** A delivery beside where it is shown, and where it can be sent again; null where it cannot. */
export interface DeliveryRow extends Delivery {
  readonly href: string;
  readonly redeliverHref: string | null;
}

const column = columnsOf<DeliveryRow>();

const columns = [
  column.accessor("eventType", {
    header: "Event",
    meta: { chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href}>
        <span className="figure">{original.eventType}</span>
      </RowLink>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ row: { original } }) => <DeliveryState status={original.status} attempts={original.attempts} />,
  }),
  column.accessor("error", {
    header: "Failure",
    meta: { grow: true, hideBelow: "md" },
    cell: ({ getValue }) => <span className="text-muted">{getValue()}</span>,
  }),
  column.accessor("attempts", { header: "Attempts", meta: { numeric: true, hideBelow: "sm" } }),
  column.accessor("statusCode", {
    header: "Answer",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) => getValue() ?? <span className="text-subtle">–</span>,
  }),
  column.accessor("durationMs", {
    header: "Duration",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue }) => <Duration ms={getValue()} />,
  }),
  column.accessor("createdOn", {
    header: "Queued",
    meta: { sort: "-createdOn", hideBelow: "sm" },
    cell: ({ getValue }) => <CellTime value={getValue()} />,
  }),
  column.display({
    id: "menu",
    header: "Actions",
    meta: { silentHeader: true, chooser: false },
    cell: ({ row: { original } }) =>
      original.redeliverHref === null ? null : (
        <Menu label={`Actions for ${nameOf(original)}`}>
          <MenuLink href={original.redeliverHref} scroll={false}>
            Send again…
          </MenuLink>
        </Menu>
      ),
  }),
];

function Duration({ ms }: { readonly ms: number | null }) {
  return ms === null ? <span className="text-subtle">–</span> : `${formatCount(ms)} ms`;
}

const nameOf = ({ eventType, createdOn }: DeliveryRow) => `${eventType} of ${createdOn.slice(0, 16).replace("T", " ")}`;

interface DeliveriesTableProps {
  readonly rows: readonly DeliveryRow[];
  readonly at: string;
  readonly now: string;
  readonly sort: string;
  readonly empty: ReactNode;
  readonly peek: PeekState;
}

/** One page of what was sent to a webhook. */
export function DeliveriesTable({ peek, ...props }: DeliveriesTableProps) {
  return (
    <DataTable
      caption="Deliveries"
      columns={columns}
      rowId={(row) => row.deliveryId}
      peek={peekOf(peek, nameOf)}
      {...props}
    />
  );
}
