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
  /** There once the password has fitted and only the code is missing; stands for both. */
  readonly ticket?: string;
}

interface LoginFormProps {
  readonly signIn: (state: SignInState, formData: FormData) => Promise<SignInState>;
  /** Where to go afterwards; sent as `returnTo` and judged by the server. */
  readonly returnTo?: string | undefined;
  /** Where a first factor by the identity provider waits for the code. */
  readonly ticket?: string | undefined;
  /** Address of single sign-on, where it is set up. */
  readonly singleSignOn?: string | undefined;
}

const labels = { email: "Email", password: "Password", totp: "Authenticator code" };

/** Signs in with e-mail and password, then asks for an authenticator code where the account has a second factor. */
export function LoginForm({ signIn, returnTo, ticket: waiting, singleSignOn }: LoginFormProps) {
  const [state, submit] = useActionState(signIn, waiting === undefined ? {} : { ticket: waiting });
  const { error, fields = {}, ticket } = state;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title="Sign-in did not work" message={error} fields={fields} labels={labels} />
      {returnTo === undefined ? null : <input type="hidden" name="returnTo" value={returnTo} />}
      {ticket === undefined ? <Credentials state={state} /> : <Code key="code" state={state} ticket={ticket} />}
      <SubmitButton variant="primary" size="lg" pendingLabel="Signing in…" className="mt-1">
        Sign in
      </SubmitButton>
      {ticket === undefined ? null : (
        <a href="/login" className="link self-center text-sm">
          Sign in as somebody else
        </a>
      )}
      {singleSignOn === undefined || ticket !== undefined ? null : (
        <a href={singleSignOn} className={buttonStyles({ size: "lg" })}>
          Continue with single sign-on
        </a>
      )}
    </form>
  );
}

function Credentials({ state: { error, fields = {}, email } }: { readonly state: SignInState }) {
  return (
    <>
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
    </>
  );
}

function Code({
  state: { error, fields = {}, email },
  ticket,
}: {
  readonly state: SignInState;
  readonly ticket: string;
}) {
  return (
    <>
      <p className="text-muted text-sm">
        {email === undefined ? (
          "Your identity provider knows you."
        ) : (
          <>
            The password of <span className="font-medium text-ink">{email}</span> fits.
          </>
        )}{" "}
        One more step: the code that your authenticator app shows now.
      </p>
      <input type="hidden" name="ticket" value={ticket} />
      <TextField
        name="totp"
        label={labels.totp}
        help="Six digits, or one of your recovery codes."
        mono
        autoFocus={error === undefined}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        required
        error={fields["totp"]}
        className="h-10"
      />
    </>
  );
}
