import { formatCount } from "#components/ui/format";
import type { BulkOperation } from "#lib/bulk/schema";
import { isUnderWay } from "./wording.tsx";

/** How far a bulk operation is: a bar, and the same in words. */
export function BulkProgress({ bulk }: { readonly bulk: BulkOperation }) {
  const { total, done, failed, skipped } = bulk.progress;
  const settled = done + failed + skipped;
  const percent = total === 0 ? 100 : Math.floor((100 * settled) / total);
  return (
    <section
      aria-label="Progress"
      className="flex flex-col gap-1.5 rounded-lg border border-line bg-raised p-4 text-sm"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p>
          <span className="figure font-semibold text-lg">{formatCount(settled)}</span>{" "}
          <span className="text-muted">
            of <span className="figure">{formatCount(total)}</span> rows
          </span>
        </p>
        <p className="flex flex-wrap gap-x-4 text-muted">
          <Count of={done} what="done" />
          <Count of={failed} what="refused or failed" />
          <Count of={skipped} what="skipped" />
        </p>
      </div>
      <progress aria-label="Rows with an outcome" value={settled} max={Math.max(total, 1)} className="bulk-progress">
        {percent} %
      </progress>
      {/* Spoken at quarters only: every row would be noise. */}
      <p role="status" className="sr-only">
        {isUnderWay(bulk) ? `${Math.floor(percent / 25) * 25} % done` : "It has ended"}
      </p>
    </section>
  );
}

const Count = ({ of, what }: { readonly of: number; readonly what: string }) =>
  of === 0 ? null : (
    <span>
      <span className="figure text-ink">{formatCount(of)}</span> {what}
    </span>
  );
