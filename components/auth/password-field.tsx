"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Field, fieldAria } from "#components/ui/field";
import { IconButton } from "#components/ui/icon-button";
import { Input } from "#components/ui/input";

interface PasswordFieldProps {
  readonly name: string;
  readonly label: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly help?: string | undefined;
  readonly error?: string | undefined;
}

/** A password that can be looked at while it is typed; pasting and password managers work. */
export function PasswordField({ name, label, autoComplete, help, error }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field name={name} label={label} help={help} error={error} required>
      <div className="relative">
        <Input
          {...fieldAria({ name, label, help, error })}
          type={shown ? "text" : "password"}
          autoComplete={autoComplete}
          required
          spellCheck={false}
          autoCapitalize="none"
          className="h-10 pr-11"
        />
        <IconButton
          label={shown ? "Hide password" : "Show password"}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="-translate-y-1/2 absolute top-1/2 right-1 no-js:hidden"
        >
          <Icon aria-hidden="true" />
        </IconButton>
      </div>
    </Field>
  );
}
