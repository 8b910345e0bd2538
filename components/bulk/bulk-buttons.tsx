"use client";
import { SubmitButton } from "#components/ui/submit-button";
import type { BulkOperationName } from "#lib/bulk/schema";
import { BULK_WORDS } from "./wording.tsx";

/** The form that ticked rows belong to. */
export const BULK_FORM = "bulk-rows";

/** What a list page says of bulk acts; none where the reader may do nothing to many. */
export interface BulkState {
  /** Those that the reader may start. */
  readonly operations: readonly BulkOperationName[];
  readonly at: string;
  /** The filters at work, for those who select everything that matches. */
  readonly filter: Readonly<Record<string, string>>;
  /** Opens the dialog for the rows that the form holds. */
  readonly action: (form: FormData) => Promise<void>;
}

/** One button for each operation; it leads to the dialog that says what would happen. */
export function BulkButtons({ operations, at, filter, action }: BulkState) {
  return (
    <form id={BULK_FORM} action={action} className="flex flex-wrap items-center gap-1.5">
      <input type="hidden" name="at" value={at} />
      <input type="hidden" name="filter" value={JSON.stringify(filter)} />
      {operations.map((operation) => (
        <SubmitButton key={operation} size="sm" name="operation" value={operation} pendingLabel="Counting…">
          {BULK_WORDS[operation].act}…
        </SubmitButton>
      ))}
    </form>
  );
}
