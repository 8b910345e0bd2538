"use client";
import { type ReactNode, useActionState, useEffect } from "react";
import { buttonStyles } from "#components/ui/button";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import { SubmitButton } from "#components/ui/submit-button";
import { PasswordField } from "./password-field.tsx";
import type { StepUpAction } from "./step-up-state.tsx";

interface StepUpFormProps {
  readonly action: StepUpAction;
  readonly methods: readonly string[];
  /** Address of a new sign-in at the identity provider, and whether it opens beside this page, which waits for it. */
  readonly provider: { readonly href: string; readonly isBeside: boolean };
  /** Called once it has worked. */
  readonly onDone: () => void;
  /** Shown in the form's place once it has worked. */
  readonly done: ReactNode;
  readonly cancel?: ReactNode;
}

/** Their names are no field's of the forms that this may stand over. */
const LABELS = { stepUpPassword: "Your password", stepUpCode: "Authenticator code" };

/** Asks who is there once more: password and code, or a new sign-in at the identity provider. Never what was asked before. */
export function StepUpForm({ action, methods, provider, onDone, done, cancel }: StepUpFormProps) {
  const [state, submit] = useActionState(action, {});
  useEffect(() => {
    if (state.done) onDone();
  }, [state.done, onDone]);
  if (state.done) return done;
  const isTyped = methods.includes("password") || methods.includes("totp");
  return (
    // What is sent here is nothing to the form that it may have been opened from.
    <form action={submit} onSubmit={(event) => event.stopPropagation()} className="flex flex-col gap-4">
      <ErrorSummary message={state.error} fields={state.fields} labels={LABELS} />
      {methods.includes("password") ? (
        <PasswordField
          name="stepUpPassword"
          label={LABELS.stepUpPassword}
          autoComplete="current-password"
          error={state.fields?.["stepUpPassword"]}
        />
      ) : null}
      {methods.includes("totp") ? <CodeField error={state.fields?.["stepUpCode"]} /> : null}
      {methods.length === 0 ? (
        <p className="text-sm">Your account has no way to confirm: set a password or an authenticator app first.</p>
      ) : null}
      {methods.includes("provider") ? <Provider {...provider} isAlone={!isTyped} /> : null}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {cancel}
        {isTyped ? (
          <SubmitButton variant="primary" pendingLabel="Confirming…">
            Confirm
          </SubmitButton>
        ) : null}
      </div>
    </form>
  );
}

function CodeField({ error }: { readonly error: string | undefined }) {
  return (
    <TextField
      name="stepUpCode"
      label={LABELS.stepUpCode}
      help="Six digits, or one of your recovery codes."
      mono
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={40}
      required
      error={error}
      className="h-10"
    />
  );
}

function Provider({ href, isBeside, isAlone }: StepUpFormProps["provider"] & { readonly isAlone: boolean }) {
  return (
    <div className="flex flex-col gap-1.5">
      <a
        href={href}
        className={buttonStyles({ size: "lg", ...(isAlone && { variant: "primary" }) })}
        {...(isBeside && { target: "_blank", rel: "noopener" })}
      >
        Sign in again with single sign-on
      </a>
      {isBeside ? (
        <p className="text-muted text-xs">Opens a new tab. Once it says that it worked, send this form again.</p>
      ) : null}
    </div>
  );
}
