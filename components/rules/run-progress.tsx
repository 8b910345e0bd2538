import { ProgressCard } from "#components/ui/progress-card";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { isUnderWay } from "./wording.tsx";

/** How far a run is; what is neither done nor failed once it is over was skipped. */
export function RunProgress({ run: { progress, status, entity } }: { readonly run: RuleExecution }) {
  const { total, done, failed } = progress;
  const underWay = isUnderWay(status);
  const counts = [
    { what: "done", count: done },
    { what: "failed", count: failed },
    { what: "skipped", count: underWay ? 0 : total - done - failed },
  ];
  return <ProgressCard total={total} counts={counts} noun={`${entity}s`} isUnderWay={underWay} />;
}
