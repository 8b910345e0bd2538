import { StatusPill } from "#components/ui/status-pill";
import type { BulkPreview } from "#lib/bulk/schema";
import { BULK_OUTCOME_LOOKS } from "./wording.tsx";

interface BulkPreviewTableProps {
  readonly preview: BulkPreview;
  readonly rows: string;
  /** What is done to a row: "suspended". */
  readonly done: string;
}

/** Some of the rows with what would become of each, and how far the rehearsal went. */
export function BulkPreviewTable({ preview, rows, done }: BulkPreviewTableProps) {
  const { total, selected, rehearsed, sample } = preview;
  return (
    <div className="flex flex-col gap-2 text-sm">
      {selected === total ? null : (
        <p className="text-warning">
          {selected.toLocaleString("en-US")} {rows} were selected, and {total.toLocaleString("en-US")} match now.
        </p>
      )}
      <p className="text-muted">
        {rehearsed === total
          ? "Every row was rehearsed."
          : `${rehearsed.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} rows were rehearsed, those first that are likeliest to refuse.`}{" "}
        {rows[0]?.toUpperCase()}
        {rows.slice(1)} that are created from now on are left alone.
      </p>
      <div className="max-h-48 overflow-y-auto rounded-lg border border-line">
        <table className="w-full table-fixed text-left text-xs">
          <caption className="sr-only">Sample of the rows</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">Row</th>
              <th scope="col">What would become of it</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {sample.map(({ entityId, label, outcome, message }) => (
              <tr key={entityId}>
                <th scope="row" className="truncate px-3 py-1 font-normal">
                  {label ?? <span className="figure text-muted">{entityId}</span>}
                </th>
                <td className="px-3 py-1 text-right">
                  {message === null ? (
                    <span className="text-muted">would be {done}</span>
                  ) : (
                    <StatusPill tone={BULK_OUTCOME_LOOKS[outcome].tone}>{message}</StatusPill>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
