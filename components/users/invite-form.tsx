"use client";
import { useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField, TextareaField, TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { SaveBar } from "#components/ui/save-bar";
import type { SelectOption } from "#components/ui/select";
import { type Invited, InviteResult } from "./invite-result.tsx";
import { TenantChoice, type TenantOption } from "./tenant-choice.tsx";

/** As a form that stays open; once it worked, what must be shown once. */
export interface InviteState extends FormState {
  readonly invited?: Invited | undefined;
  /** The idempotency key of the next attempt. */
  readonly key?: string | undefined;
}

interface InviteFormProps {
  readonly action: (state: InviteState, form: FormData) => Promise<InviteState>;
  /** Minted with the form, so that sending it twice invites once. */
  readonly idempotencyKey: string;
  readonly roles: readonly SelectOption[];
  /** The reader's tenants to choose from; null for a reader who knows all tenants and names them by id. */
  readonly tenants: readonly TenantOption[] | null;
  readonly tenantIds: string;
}

const LABELS = { email: "E-mail address", name: "Name", role: "Role", tenantIds: "Tenants" };

/** Asks for what an invitation needs; afterwards shows its one-time token in the form's place. */
export function InviteForm({ action, idempotencyKey, roles, tenants, tenantIds }: InviteFormProps) {
  const [state, submit] = useActionState(action, {});
  if (state.invited !== undefined) {
    return <InviteResult {...state.invited} />;
  }
  const { values = {}, fields = {} } = state;
  const chosen = values["tenantIds"] ?? tenantIds;
  return (
    <form action={submit} className="flex max-w-2xl flex-col gap-4" noValidate>
      <ErrorSummary message={state.error} fields={state.fields} labels={LABELS}>
        <StepUpPrompt wanted={state.stepUp} />
      </ErrorSummary>
      <input type="hidden" name="key" value={state.key ?? idempotencyKey} />
      <TextField
        name="email"
        label={LABELS.email}
        type="email"
        inputMode="email"
        autoComplete="off"
        required
        defaultValue={values["email"]}
        error={fields["email"]}
      />
      <TextField
        name="name"
        label={LABELS.name}
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
      {tenants === null ? (
        <TextareaField
          name="tenantIds"
          label={LABELS.tenantIds}
          help="Codes or ids, separated by commas or lines. Leave empty for people who run the platform."
          rows={2}
          spellCheck={false}
          className="font-mono"
          defaultValue={chosen}
          error={fields["tenantIds"]}
        />
      ) : (
        <TenantChoice
          tenants={tenants}
          chosen={chosen.split("\n")}
          label={LABELS.tenantIds}
          error={fields["tenantIds"]}
        />
      )}
      <SaveBar mode="create" saveLabel="Invite user" pendingLabel="Inviting…" cancelHref="/console/users" />
    </form>
  );
}
