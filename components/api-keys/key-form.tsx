"use client";
import { useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ButtonLink } from "#components/ui/button";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField, TextareaField, TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { SaveBar } from "#components/ui/save-bar";
import type { SelectOption } from "#components/ui/select";
import { ShownOnce } from "#components/ui/shown-once";

/** As a form that stays open; once it worked, what must be shown once. */
export interface KeyFormState extends FormState {
  readonly created?: { readonly name: string; readonly secret: string } | undefined;
  /** The idempotency key of the next attempt. */
  readonly key?: string | undefined;
}

interface KeyFormProps {
  readonly action: (state: KeyFormState, form: FormData) => Promise<KeyFormState>;
  /** Minted with the form, so that sending it twice makes one key. */
  readonly idempotencyKey: string;
  readonly roles: readonly SelectOption[];
}

const LABELS = { name: "Name", role: "Role", tenantScope: "Tenants", expiresAt: "Last day" };

/** Asks for what a key needs; afterwards shows its secret in the form's place. */
export function KeyForm({ action, idempotencyKey, roles }: KeyFormProps) {
  const [state, submit] = useActionState(action, {});
  if (state.created) {
    return <Created {...state.created} />;
  }
  const { values = {}, fields = {} } = state;
  return (
    <form action={submit} className="flex max-w-2xl flex-col gap-4" noValidate>
      <ErrorSummary message={state.error} fields={state.fields} labels={LABELS}>
        <StepUpPrompt wanted={state.stepUp} />
      </ErrorSummary>
      <input type="hidden" name="key" value={state.key ?? idempotencyKey} />
      <TextField
        name="name"
        label={LABELS.name}
        help="What it is for: the audit log shows what it reads."
        autoComplete="off"
        required
        maxLength={120}
        defaultValue={values["name"]}
        error={fields["name"]}
      />
      <SelectField
        key={values["role"]}
        name="role"
        label={LABELS.role}
        options={roles}
        placeholder="Choose a role"
        required
        defaultValue={values["role"] ?? ""}
        error={fields["role"]}
      />
      <TextareaField
        name="tenantScope"
        label={LABELS.tenantScope}
        help="Codes or ids, separated by commas or lines: the only ones it may know of. Empty: as far as the role reaches."
        rows={2}
        spellCheck={false}
        className="font-mono"
        defaultValue={values["tenantScope"]}
        error={fields["tenantScope"]}
      />
      <TextField
        name="expiresAt"
        label={LABELS.expiresAt}
        help="It works until the end of that day, UTC. Empty: until it is revoked."
        type="date"
        defaultValue={values["expiresAt"]}
        error={fields["expiresAt"]}
        className="max-w-48"
      />
      <SaveBar mode="create" saveLabel="Make API key" pendingLabel="Making…" cancelHref="/console/api-keys" />
    </form>
  );
}

function Created({ name, secret }: { readonly name: string; readonly secret: string }) {
  return (
    <ShownOnce
      heading={`${name} is ready`}
      label="API key"
      value={secret}
      warning="Put it where it is used now. Whoever has it reads what its role may read."
    >
      <p className="text-muted text-sm">
        Sent as <code className="figure">Authorization: Bearer rk_…</code> with each request to{" "}
        <code className="figure">/api/v1/system</code>, <code className="figure">/api/v1/queue</code> or{" "}
        <code className="figure">/api/v1/admin</code>.
      </p>
      <div>
        <ButtonLink href="/console/api-keys" variant="primary">
          To the API keys
        </ButtonLink>
      </div>
    </ShownOnce>
  );
}
