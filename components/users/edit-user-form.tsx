"use client";
import { useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { Card } from "#components/ui/card";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { DiffTable } from "#components/ui/diff-table";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField, TextareaField, TextField } from "#components/ui/fields";
import { SaveBar } from "#components/ui/save-bar";
import type { SelectOption } from "#components/ui/select";
import { SubmitButton } from "#components/ui/submit-button";
import type { UserFormState } from "./user-form-state.tsx";

interface EditUserFormProps {
  readonly action: (state: UserFormState, form: FormData) => Promise<UserFormState>;
  readonly userId: string;
  readonly version: number;
  readonly initial: Readonly<Record<"name" | "role" | "tenantIds", string>>;
  /** Roles that the reader may give. */
  readonly roles: readonly SelectOption[];
  /** What tenants may be named, in the reader's case. */
  readonly tenantHelp: string;
}

const LABELS = { name: "Name", role: "Role", tenantIds: "Tenants", reason: "Reason" };

/** Edits a user: review shows the change, saving refuses to overwrite what somebody else saved meanwhile. */
export function EditUserForm({ action, userId, version, initial, roles, tenantHelp }: EditUserFormProps) {
  const [state, submit] = useActionState(action, {});
  const { values = {}, fields = {} } = state;
  const role = values["role"] ?? initial.role;
  return (
    <form action={submit} className="flex max-w-3xl flex-col gap-4" noValidate>
      {state.conflict ? (
        <ConflictPanel conflict={state.conflict} thing="this user" labels={LABELS} />
      ) : (
        <ErrorSummary message={state.error} fields={fields} labels={LABELS}>
          <StepUpPrompt wanted={state.stepUp} />
        </ErrorSummary>
      )}
      <input type="hidden" name="userId" value={userId} />
      <VersionFields state={state} version={version} initial={initial} />
      <Card>
        <div className="flex flex-col gap-4">
          <TextField
            name="name"
            label={LABELS.name}
            autoComplete="off"
            required
            maxLength={120}
            defaultValue={values["name"] ?? initial.name}
            error={fields["name"]}
          />
          <SelectField
            key={role}
            name="role"
            label={LABELS.role}
            help="Another role ends the user's sessions."
            options={roles.some(({ value }) => value === role) ? roles : [...roles, { value: role, label: role }]}
            required
            defaultValue={role}
            error={fields["role"]}
          />
          <TextareaField
            name="tenantIds"
            label={LABELS.tenantIds}
            help={tenantHelp}
            rows={2}
            spellCheck={false}
            className="font-mono"
            defaultValue={values["tenantIds"] ?? initial.tenantIds}
            error={fields["tenantIds"]}
          />
          <TextareaField
            name="reason"
            label={LABELS.reason}
            help="Kept in the audit log. No names or e-mail addresses."
            rows={2}
            maxLength={500}
            defaultValue={values["reason"]}
            error={fields["reason"]}
          />
        </div>
      </Card>
      {state.review ? <Review {...state.review} /> : null}
      <div>
        <SubmitButton name="intent" value="review" pendingLabel="Comparing…">
          Review changes
        </SubmitButton>
      </div>
      <SaveBar saveLabel="Save" pendingLabel="Saving…" cancelHref={`/console/users/${userId}`} mode="edit" />
    </form>
  );
}

function Review({ before, after, ended }: NonNullable<UserFormState["review"]>) {
  return (
    <Card title="What saving will change">
      <DiffTable before={before} after={after} labels={{ before: "Now", after: "After saving" }} />
      {ended === 0 ? null : (
        <p className="mt-2 text-muted text-sm">
          {ended} {ended === 1 ? "session ends" : "sessions end"}: the user signs in again with the new rights.
        </p>
      )}
    </Card>
  );
}
