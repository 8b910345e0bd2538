import { ProgressCard } from "#components/ui/progress-card";
import type { BulkOperation } from "#lib/bulk/schema";
import { isUnderWay } from "./wording.tsx";

/** How far a bulk operation is. */
export function BulkProgress({ bulk }: { readonly bulk: BulkOperation }) {
  const { total, done, failed, skipped } = bulk.progress;
  const counts = [
    { what: "done", count: done },
    { what: "refused or failed", count: failed },
    { what: "skipped", count: skipped },
  ];
  return <ProgressCard total={total} counts={counts} noun="rows" isUnderWay={isUnderWay(bulk)} />;
}
