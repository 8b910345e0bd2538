"use client";
import { useActionState } from "react";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextareaField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { RelativeTime } from "#components/ui/relative-time";
import { SubmitButton } from "#components/ui/submit-button";
import { REVIEWING } from "./wording.tsx";

interface ReviewFormProps {
  readonly id: string;
  /** The reader's own review; null: none yet. */
  readonly reviewedAt: string | null;
  readonly notes: string | null;
  readonly action: FormAction;
  /** Where to go on: this page. */
  readonly back: string;
  readonly now: string;
}

/** The reader's own review of one alert: made with a note, changed, or taken back. */
export function ReviewForm({ id, reviewedAt, notes, action, back, now }: ReviewFormProps) {
  const [state, submit] = useActionState(action, {});
  const isReviewed = reviewedAt !== null;
  return (
    <form action={submit} aria-label="Your review" className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div>
        <h3 className="font-semibold">Your review</h3>
        <p className="text-muted text-xs">
          {isReviewed ? (
            <>
              You reviewed this <RelativeTime value={reviewedAt} now={now} />.{" "}
            </>
          ) : null}
          {REVIEWING.title}: {REVIEWING.text}
        </p>
      </div>
      <ErrorSummary message={state.error} fields={state.fields} labels={{ notes: "Note" }} />
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="back" value={back} />
      <TextareaField
        name="notes"
        label="Note"
        help="For your own record. No names of persons."
        rows={2}
        maxLength={1000}
        defaultValue={state.values?.["notes"] ?? notes ?? ""}
        error={state.fields?.["notes"]}
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="primary" size="sm" name="intent" value="review" pendingLabel="Saving…">
          {isReviewed ? "Save the note" : "Mark as reviewed"}
        </SubmitButton>
        {isReviewed ? (
          <SubmitButton size="sm" name="intent" value="take-back" pendingLabel="Taking back…">
            Take the review back
          </SubmitButton>
        ) : null}
      </div>
    </form>
  );
}
