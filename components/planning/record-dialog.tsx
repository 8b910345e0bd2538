"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { DiffTable } from "#components/ui/diff-table";
import { ErrorSummary } from "#components/ui/error-summary";
import { IdempotencyKey } from "#components/ui/idempotency-key";
import { SubmitButton } from "#components/ui/submit-button";
import { type FieldSpec, inWords, labelsOf } from "./form-fields.tsx";
import { RecordFields } from "./record-fields.tsx";
import type { RecordFormState } from "./record-form-state.tsx";

interface RecordDialogProps {
  readonly title: string;
  /** What is edited: "initiative". */
  readonly word: string;
  readonly fields: readonly FieldSpec[];
  readonly initial: Readonly<Record<string, string>>;
  /** The version that the page was rendered from; none for a new record. */
  readonly version?: number | undefined;
  /** Sent along: kind, id, where to go back. */
  readonly values: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
  readonly closeHref: string;
  readonly action: (state: RecordFormState, form: FormData) => Promise<RecordFormState>;
}

/** Enters a planning record, or edits one: review shows the change, and saving overwrites nobody. */
export function RecordDialog(props: RecordDialogProps) {
  const { title, word, fields, initial, version, values, closeHref } = props;
  const [state, submit] = useActionState(props.action, {});
  const isNew = version === undefined;
  const labels = labelsOf(fields);
  return (
    <Dialog title={title} closeHref={closeHref} size="lg">
      <form action={submit} className="flex flex-col gap-4">
        {state.conflict ? (
          <ConflictPanel conflict={state.conflict} thing={`this ${word}`} labels={labels} display={inWords(fields)} />
        ) : (
          <ErrorSummary message={state.error} fields={state.fields} labels={labels} />
        )}
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {isNew ? (
          <IdempotencyKey minted={props.idempotencyKey} values={state.values} />
        ) : (
          <VersionFields state={state} version={version} initial={initial} />
        )}
        <RecordFields fields={fields} state={state} initial={initial} isNew={isNew} />
        {state.review ? (
          <section aria-label="What saving will change">
            <DiffTable
              before={state.review.before}
              after={state.review.after}
              labels={{ before: "Now", after: "After saving" }}
            />
          </section>
        ) : null}
        <DialogActions>
          {isNew ? null : (
            <SubmitButton name="intent" value="review" className="mr-auto" pendingLabel="Comparing…">
              Review changes
            </SubmitButton>
          )}
          <ButtonLink href={closeHref} scroll={false} replace>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel="Saving…">
            {isNew ? `Enter ${word}` : `Save ${word}`}
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
