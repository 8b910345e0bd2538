"use client";
import { useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";

interface SnapshotDialogProps {
  readonly tenantId: string;
  readonly tenantName: string;
  /** What is limited now, in words; the copy will say so for good. */
  readonly warning?: string | undefined;
  readonly closeHref: string;
  readonly idempotencyKey: string;
  readonly action: FormAction;
}

/** Takes a snapshot of what the page behind shows. */
export function SnapshotDialog({
  tenantId,
  tenantName,
  warning,
  closeHref,
  idempotencyKey,
  action,
}: SnapshotDialogProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <Dialog
      title={`Take a snapshot of ${tenantName}`}
      description="A numbered copy of the summary, its trends and its incidents as they stand now, with a hash. It cannot be changed or deleted."
      closeHref={closeHref}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={{ note: "Note" }}>
          <StepUpPrompt wanted={state.stepUp} />
        </ErrorSummary>
        <input type="hidden" name="tenantId" value={tenantId} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {warning === undefined ? null : <p className="text-sm text-warning">{warning}</p>}
        <TextField
          name="note"
          label="Note"
          help="What it is for. Part of the copy; no names or e-mail addresses."
          maxLength={200}
          autoComplete="off"
          defaultValue={state.values?.["note"]}
          error={state.fields?.["note"]}
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel="Taking…">
            Take the snapshot
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
