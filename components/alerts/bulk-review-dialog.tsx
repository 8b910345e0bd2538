"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField, TextareaField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { formatCount } from "#components/ui/format";
import { SubmitButton } from "#components/ui/submit-button";
import { REVIEW_ACTIONS, REVIEWING } from "./wording.tsx";

interface BulkReviewDialogProps {
  readonly ids: readonly string[];
  /** How many of them the reader has not reviewed yet, as a dry run counts them. */
  readonly fresh: number;
  readonly action: FormAction;
  readonly closeHref: string;
}

/** Reviews the ticked alerts together, with what the review is part of and why. */
export function BulkReviewDialog({ ids, fresh, action, closeHref }: BulkReviewDialogProps) {
  const [state, submit] = useActionState(action, {});
  const others = ids.length - fresh;
  return (
    <Dialog
      title={`Review ${formatCount(fresh)} ${fresh === 1 ? "alert" : "alerts"}?`}
      description={`${REVIEWING.title}. ${REVIEWING.text}`}
      closeHref={closeHref}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={{ action: "Part of", context: "Context" }} />
        <input type="hidden" name="back" value={closeHref} />
        <input type="hidden" name="ids" value={ids.join(".")} />
        {others === 0 ? null : (
          <p className="text-muted text-sm">
            {formatCount(others)} of the {formatCount(ids.length)} selected {others === 1 ? "is" : "are"} reviewed by
            you already, or no longer there; nothing changes for {others === 1 ? "it" : "them"}.
          </p>
        )}
        <SelectField
          name="action"
          label="Part of"
          required
          options={REVIEW_ACTIONS}
          defaultValue={state.values?.["action"] ?? "weekly_review"}
          error={state.fields?.["action"]}
        />
        <TextareaField
          name="context"
          label="Context"
          help="Kept with your review and in the audit log. No names of persons."
          rows={2}
          maxLength={500}
          defaultValue={state.values?.["context"] ?? ""}
          error={state.fields?.["context"]}
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus="">
            Cancel
          </ButtonLink>
          {fresh === 0 ? null : (
            <SubmitButton variant="primary" pendingLabel="Reviewing…">
              Mark as reviewed
            </SubmitButton>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}
