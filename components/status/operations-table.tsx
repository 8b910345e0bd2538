"use client";
import type { ReactNode } from "react";
import { columnsOf } from "#components/data-table/columns";
import { DataTable } from "#components/data-table/data-table";
import { formatCount } from "#components/ui/format";
import { StatusPill } from "#components/ui/status-pill";
import type { Tone } from "#components/ui/tone";
import type { OperationStatus } from "#lib/status/schema";

const LOOKS: Readonly<Record<OperationStatus["standing"], { readonly tone: Tone; readonly word: string }>> = {
  met: { tone: "success", word: "Within" },
  missed: { tone: "danger", word: "Over" },
  few: { tone: "neutral", word: "Few calls" },
  none: { tone: "neutral", word: "No budget" },
};

const milliseconds = (value: number | null): string =>
  value === null ? "over 5 s" : `${formatCount(Math.round(value))} ms`;

const column = columnsOf<OperationStatus>();

const columns = [
  column.accessor("operation", {
    header: "Operation",
    meta: { grow: true },
    cell: ({ getValue }) => <span className="figure">{getValue()}</span>,
  }),
  column.accessor("family", { header: "Family", meta: { hideBelow: "sm" } }),
  column.accessor("calls", {
    header: "Calls",
    meta: { numeric: true },
    cell: ({ getValue }) => formatCount(getValue()),
  }),
  column.accessor("errors", {
    header: "Errors",
    meta: { numeric: true, hideBelow: "sm" },
    cell: ({ getValue }) =>
      getValue() === 0 ? (
        <span className="text-subtle">0</span>
      ) : (
        <span className="text-danger">{formatCount(getValue())}</span>
      ),
  }),
  column.accessor("p50Ms", {
    header: "p50",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue }) => milliseconds(getValue()),
  }),
  column.accessor("p95Ms", {
    header: "p95",
    meta: { numeric: true },
    cell: ({ getValue }) => milliseconds(getValue()),
  }),
  column.accessor("budgetMs", {
    header: "Budget",
    meta: { numeric: true, hideBelow: "md" },
    cell: ({ getValue }) => (getValue() === null ? <span className="text-subtle">–</span> : milliseconds(getValue())),
  }),
  column.accessor("standing", {
    header: "Standing",
    cell: ({ getValue }) => {
      const { tone, word } = LOOKS[getValue()];
      return <StatusPill tone={tone}>{word}</StatusPill>;
    },
  }),
];

interface OperationsTableProps {
  readonly rows: readonly OperationStatus[];
  readonly at: string;
  readonly empty: ReactNode;
}

/** Times of each operation against its budget, those over it first. */
export function OperationsTable(props: OperationsTableProps) {
  return (
    <DataTable
      caption="Operations"
      columns={columns}
      rowId={({ family, operation }) => `${family} ${operation}`}
      {...props}
    />
  );
}
