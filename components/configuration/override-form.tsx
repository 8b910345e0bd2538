"use client";
import { useActionState } from "react";
import { ButtonLink } from "#components/ui/button";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextareaField } from "#components/ui/fields";
import type { VersionedFormState } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";
import type { Definition } from "#lib/configuration/schema";
import { fieldsOf, labelsOf, messagesByField, textInWords } from "./fields.tsx";
import { KeyControls } from "./key-controls.tsx";
import { ValueInWords } from "./key-facts.tsx";

interface OverrideFormProps {
  readonly action: (state: VersionedFormState, form: FormData) => Promise<VersionedFormState>;
  readonly definition: Definition;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly version: number;
  /** What is in force for the tenant, as the form writes it. */
  readonly initial: Readonly<Record<string, string>>;
  /** What would be in force without an override. */
  readonly inherited: unknown;
  readonly closeHref: string;
}

/** Gives a tenant its own value of one key; saving refuses to overwrite what somebody else saved meanwhile. */
export function OverrideForm(props: OverrideFormProps) {
  const { action, definition, tenantId, tenantName, version, initial, inherited, closeHref } = props;
  const [state, submit] = useActionState(action, {});
  const fields = fieldsOf(definition);
  const labels = { ...labelsOf([definition]), reason: "Reason" };
  const errors = messagesByField(fields, state.fields);
  const display = (name: string, text: string) => {
    const field = fields.find((candidate) => candidate.name === name);
    return field ? textInWords(field, text) : text;
  };
  return (
    <Dialog title={definition.title} description={`For ${tenantName} and its users`} closeHref={closeHref} size="lg">
      <form action={submit} className="flex flex-col gap-4" noValidate>
        {state.conflict ? (
          <ConflictPanel conflict={state.conflict} thing="these overrides" labels={labels} display={display} />
        ) : (
          <ErrorSummary message={state.error} fields={errors} labels={labels} />
        )}
        <input type="hidden" name="tenantId" value={tenantId} />
        <input type="hidden" name="key" value={definition.key} />
        <VersionFields state={state} version={version} initial={initial} />
        <p className="text-muted text-sm">{definition.description}.</p>
        <KeyControls definition={definition} texts={{ ...initial, ...state.values }} errors={errors} choices={{}} />
        <div className="text-muted text-xs">
          Without an override: <ValueInWords definition={definition} value={inherited} />
        </div>
        <TextareaField
          name="reason"
          label="Reason"
          help="Kept in the history and in the audit log. No names or e-mail addresses."
          rows={2}
          maxLength={500}
          defaultValue={state.values?.["reason"]}
          error={errors["reason"]}
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel="Saving…">
            Save override
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
