"use client";
import { useActionState, useEffect, useRef } from "react";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordField } from "./password-field.tsx";

const labels = { inviteToken: "Invite token", password: "Password" };

/** Takes the token, from the address or by hand, and a new password. */
export function AcceptInviteForm({ action }: { readonly action: FormAction }) {
  const [{ error, fields = {}, values = {} }, submit] = useActionState(action, {});
  const token = useTokenFromAddress();
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title="The invitation was not accepted" message={error} fields={fields} labels={labels} />
      <TextField
        ref={token}
        name="inviteToken"
        label={labels.inviteToken}
        help="It is in the invitation that you were sent."
        mono
        required
        autoComplete="off"
        spellCheck={false}
        defaultValue={values["inviteToken"]}
        error={fields["inviteToken"]}
        className="h-10"
      />
      <PasswordField
        name="password"
        label={labels.password}
        autoComplete="new-password"
        help="At least 12 characters is a good start; the platform's policy is checked when you send it."
        error={fields["password"]}
      />
      <SubmitButton variant="primary" size="lg" pendingLabel="Activating…" className="mt-1">
        Activate account
      </SubmitButton>
    </form>
  );
}

/** Fills the field from what stands behind `#`, and takes it out of the address so that it stays in no history. */
function useTokenFromAddress() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const token = window.location.hash.slice(1);
    if (token !== "" && field.current) {
      field.current.value = token;
      window.history.replaceState(null, "", window.location.pathname);
    }
  }, []);
  return field;
}
