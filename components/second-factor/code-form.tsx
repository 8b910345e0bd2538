"use client";
import type { ReactNode } from "react";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";

interface CodeFormProps {
  readonly submit: (form: FormData) => void;
  readonly state: FormState;
  /** Of the field; two forms on a page need two. */
  readonly name?: "totp" | "removal";
  readonly label: string;
  readonly help: string;
  readonly submitLabel: string;
  readonly pendingLabel: string;
  readonly variant?: "primary" | "secondary" | "danger";
  /** Hidden fields. */
  readonly children?: ReactNode;
}

/** Asks for a code. */
export function CodeForm({
  submit,
  state,
  name = "totp",
  label,
  help,
  variant = "primary",
  children,
  ...words
}: CodeFormProps) {
  const { error, fields = {} } = state;
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title="The code was not taken" message={error} fields={fields} labels={{ [name]: label }} />
      {children}
      <TextField
        name={name}
        label={label}
        help={help}
        mono
        required
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        error={fields[name]}
        className="h-10"
      />
      <SubmitButton variant={variant} size="lg" pendingLabel={words.pendingLabel}>
        {words.submitLabel}
      </SubmitButton>
    </form>
  );
}
