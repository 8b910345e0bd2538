"use client";
import { useActionState } from "react";
import { buttonStyles } from "#components/ui/button";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordField } from "./password-field.tsx";

export interface SignInState {
  readonly error?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly email?: string;
}

interface LoginFormProps {
  readonly signIn: (state: SignInState, formData: FormData) => Promise<SignInState>;
  /** Where to go afterwards; sent as `returnTo` and judged by the server. */
  readonly returnTo?: string | undefined;
  /** Single sign-on, where it is set up. */
  readonly singleSignOn?: { readonly href: string; readonly label: string } | undefined;
}

const labels = { email: "Email", password: "Password", totp: "Authenticator code" };

/** Signs in with e-mail and password; asks for an authenticator code once the server names the field `totp`. */
export function LoginForm({ signIn, returnTo, singleSignOn }: LoginFormProps) {
  const [state, submit] = useActionState(signIn, {});
  const { error, fields = {}, email } = state;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title="Sign-in did not work" message={error} fields={fields} labels={labels} />
      {returnTo === undefined ? null : <input type="hidden" name="returnTo" value={returnTo} />}
      <TextField
        name="email"
        label={labels.email}
        type="email"
        autoFocus={error === undefined}
        autoComplete="username"
        inputMode="email"
        required
        defaultValue={email}
        error={fields["email"]}
        className="h-10"
      />
      <PasswordField
        name="password"
        label={labels.password}
        autoComplete="current-password"
        error={fields["password"]}
      />
      {fields["totp"] === undefined ? null : (
        <TextField
          name="totp"
          label={labels.totp}
          mono
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          required
          error={fields["totp"]}
          className="h-10"
        />
      )}
      <SubmitButton variant="primary" size="lg" pendingLabel="Signing in…" className="mt-1">
        Sign in
      </SubmitButton>
      {singleSignOn === undefined ? null : (
        <a href={singleSignOn.href} className={buttonStyles({ size: "lg" })}>
          {singleSignOn.label}
        </a>
      )}
    </form>
  );
}
