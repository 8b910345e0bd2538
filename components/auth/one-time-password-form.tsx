"use client";
import { useActionState, useEffect, useRef } from "react";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordField } from "./password-field.tsx";

interface OneTimePasswordFormProps {
  readonly action: FormAction;
  /** The token's field, as the operation calls it. */
  readonly name: "inviteToken" | "resetToken";
  readonly tokenLabel: string;
  readonly tokenHelp: string;
  readonly passwordLabel: string;
  readonly errorTitle: string;
  readonly submitLabel: string;
  readonly pendingLabel: string;
}

/** Takes a one-time token, from the address or by hand, and a password. */
export function OneTimePasswordForm({ action, name, ...words }: OneTimePasswordFormProps) {
  const [{ error, fields = {}, values = {} }, submit] = useActionState(action, {});
  const token = useTokenFromAddress();
  const labels = { [name]: words.tokenLabel, password: words.passwordLabel };
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title={words.errorTitle} message={error} fields={fields} labels={labels} />
      <TextField
        ref={token}
        name={name}
        label={words.tokenLabel}
        help={words.tokenHelp}
        mono
        required
        autoComplete="off"
        spellCheck={false}
        defaultValue={values[name]}
        error={fields[name]}
        className="h-10"
      />
      <PasswordField
        name="password"
        label={words.passwordLabel}
        autoComplete="new-password"
        help="At least 12 characters is a good start; the platform's policy is checked when you send it."
        error={fields["password"]}
      />
      <SubmitButton variant="primary" size="lg" pendingLabel={words.pendingLabel} className="mt-1">
        {words.submitLabel}
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
