"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { ShownOnce } from "#components/ui/shown-once";
import { SubmitButton } from "#components/ui/submit-button";

/** As a dialog that stays open; once it worked, what must be shown once. */
export interface RotateState extends FormState {
  readonly secret?: string | undefined;
}

interface RotateDialogProps {
  readonly host: string;
  readonly closeHref: string;
  readonly action: (state: RotateState, form: FormData) => Promise<RotateState>;
  /** Sent along: ids, version, idempotency key. */
  readonly values: Readonly<Record<string, string>>;
}

const OVERLAPS = [
  { value: "24", label: "For a day" },
  { value: "1", label: "For an hour" },
  { value: "72", label: "For three days" },
  { value: "168", label: "For a week" },
  { value: "0", label: "Not at all: it has leaked" },
];

/** Replaces the signing secret and shows the new one in place of the question. */
export function RotateDialog({ host, closeHref, action, values }: RotateDialogProps) {
  const [state, submit] = useActionState(action, {});
  if (state.secret !== undefined) {
    return (
      <Dialog title={`Signing secret of ${host}`} closeHref={closeHref} size="lg">
        <ShownOnce
          heading="It is replaced"
          label="signing secret"
          value={state.secret}
          warning="Give it to the receiver over a channel you trust before the old one ends."
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace variant="primary">
            Done
          </ButtonLink>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={`Replace the signing secret of ${host}?`}
      description="A new secret is made and shown once. While the old one still holds, every message carries both signatures, so that the receiver can change over without losing any."
      closeHref={closeHref}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={{ overlapHours: "Old secret" }} />
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SelectField
          key={state.values?.["overlapHours"]}
          name="overlapHours"
          label="The old secret still signs"
          options={OVERLAPS}
          required
          defaultValue={state.values?.["overlapHours"] ?? "24"}
          error={state.fields?.["overlapHours"]}
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel="Replacing…">
            Replace secret
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
