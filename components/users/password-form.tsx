"use client";
import { useActionState } from "react";
import { PasswordField } from "#components/auth/password-field";
import { ErrorSummary } from "#components/ui/error-summary";
import type { FormAction } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";

const LABELS = { currentPassword: "Current password", newPassword: "New password", repeated: "New password again" };

/** Changes one's own password; passwords are never sent back to the form. */
export function PasswordForm({ action, email }: { readonly action: FormAction; readonly email: string }) {
  const [{ error, fields = {} }, submit] = useActionState(action, {});
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary message={error} fields={fields} labels={LABELS} />
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        name="currentPassword"
        label={LABELS.currentPassword}
        autoComplete="current-password"
        error={fields["currentPassword"]}
      />
      <PasswordField
        name="newPassword"
        label={LABELS.newPassword}
        autoComplete="new-password"
        help="Must satisfy the password policy and be none of your latest ones."
        error={fields["newPassword"]}
      />
      <PasswordField name="repeated" label={LABELS.repeated} autoComplete="new-password" error={fields["repeated"]} />
      <div>
        <SubmitButton variant="primary" pendingLabel="Changing…">
          Change password
        </SubmitButton>
      </div>
    </form>
  );
}
