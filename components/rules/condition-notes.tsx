import { BookOpenText, CircleAlert } from "lucide-react";
import type { ConditionCheck } from "./rule-form-state.tsx";
import { spanText } from "./wording.tsx";

/** What a condition that compiles means, in words, and what follows from it. */
export function ConditionNotes({ check }: { readonly check: ConditionCheck | undefined }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-1 text-sm empty:hidden">
      {check === undefined || "message" in check ? null : (
        <>
          <p className="flex items-start gap-1.5">
            <BookOpenText aria-hidden="true" className="mt-0.75 size-3.5 shrink-0 text-primary" />
            <span data-reading>{check.reading}</span>
          </p>
          <p className="pl-5 text-muted text-xs">
            It acts on the same one at most once in {spanText(check.bucketSeconds)}.
            {check.looksAtAll ? " It may hold without any event: each run looks at everybody." : null}
          </p>
          {check.unavailable.length === 0 ? null : (
            <p className="flex items-start gap-1.5 text-warning">
              <CircleAlert aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
              No source is connected for {check.unavailable.join(", ")}: what is unknown never holds.
            </p>
          )}
        </>
      )}
    </div>
  );
}
