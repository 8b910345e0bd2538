"use client";
import { type ReactNode, useContext } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { RowLink } from "#components/data-table/row-link";
import { TableContext } from "#components/data-table/table-context";
import { TenantStatus } from "#components/tenants/tenant-status";
import { PLAN_LABELS, SEGMENT_LABELS } from "#components/tenants/wording";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { RiskPill } from "./risk-pill.tsx";
import type { DirectoryRow } from "./tenant-table.tsx";
import { WhyLink } from "./why-link.tsx";

const column = columnsOf<DirectoryRow>();
const none = <span className="text-subtle">–</span>;

const columns = [
  column.accessor("name", {
    header: "Tenant",
    meta: { sort: "name", grow: true, chooser: false },
    cell: ({ row: { original } }) => (
      <RowLink href={original.href} secondary={<span className="figure">{original.code}</span>}>
        {original.name}
      </RowLink>
    ),
  }),
  column.accessor("risk", {
    header: "Risk",
    meta: { sort: "-risk" },
    cell: ({ getValue }) => <RiskPill risk={getValue()} />,
  }),
  column.accessor("atRisk", {
    header: "Revenue at risk",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue, row }) => <FigureCell note={getValue()} label={`Revenue at risk of ${row.original.name}`} />,
  }),
  column.accessor("sent", {
    header: "Messages",
    meta: { sort: "-sent_30d", numeric: true, hideBelow: "sm" },
    cell: ({ getValue, row }) => <FigureCell note={getValue()} label={`Messages of ${row.original.name}`} />,
  }),
  column.accessor("delivery", {
    header: "Delivery rate",
    meta: { sort: "delivery_rate", numeric: true, hideBelow: "sm" },
    cell: ({ getValue, row }) => <FigureCell note={getValue()} label={`Delivery rate of ${row.original.name}`} />,
  }),
  column.accessor("cost", {
    header: "Approx. cost a month",
    meta: { sort: "-monthly_cost", numeric: true, hideBelow: "md", chooser: "Approximate cost" },
    cell: ({ getValue, row }) => <FigureCell note={getValue()} label={`Approximate cost of ${row.original.name}`} />,
  }),
  column.accessor("segment", {
    header: "Segment",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => SEGMENT_LABELS[getValue() ?? ""] ?? none,
  }),
  column.accessor("plan", {
    header: "Plan",
    meta: { hideBelow: "xl" },
    cell: ({ getValue }) => PLAN_LABELS[getValue() ?? ""] ?? none,
  }),
  column.accessor("status", {
    header: "Status",
    meta: { hideBelow: "lg" },
    cell: ({ getValue }) => <TenantStatus status={getValue()} />,
  }),
];
/** For those who do not read what tenants cost. */
const columnsWithoutCost = columns.filter(({ accessorKey }) => accessorKey !== "cost");

function FigureCell({ note, label }: { readonly note: FigureNote | undefined; readonly label: string }) {
  const { at } = useContext(TableContext);
  const text = note && figureText(note);
  return (
    <span className="inline-flex items-center justify-end gap-1.5">
      <span className={text ? undefined : "text-subtle"}>{text ?? "Unknown"}</span>
      {note === undefined ? null : <WhyLink label={label} figureId={note.figure_id} at={at} isCompact />}
    </span>
  );
}

interface DirectoryTableProps {
  readonly rows: readonly DirectoryRow[];
  readonly isCostShown: boolean;
  readonly at: string;
  /** The server's time of this rendering. */
  readonly now: string;
  readonly sort: string;
  readonly hiddenColumns: readonly string[];
  readonly columnOrder?: readonly string[] | undefined;
  readonly empty: ReactNode;
}

/** One page of the directory. */
export function DirectoryTable({ isCostShown, ...props }: DirectoryTableProps) {
  return (
    <DataTable
      caption="Tenant directory"
      columns={isCostShown ? columns : columnsWithoutCost}
      rowId={(row) => row.tenantId}
      isMuted={(row) => row.status !== "active"}
      {...props}
    />
  );
}
