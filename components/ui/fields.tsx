import type { ComponentProps } from "react";
import { Checkbox } from "./checkbox.tsx";
import { Field, FieldNotes, type FieldText, fieldAria, fieldId } from "./field.tsx";
import { Input } from "./input.tsx";
import { Select, type SelectOption } from "./select.tsx";
import { Textarea } from "./textarea.tsx";

type Owned = "id" | "name" | "aria-describedby" | "aria-invalid";
type Wrapped = FieldText & { readonly fieldClassName?: string | undefined };

const textOf = ({ name, label, help, error, lockedReason }: FieldText): FieldText => ({
  name,
  label,
  help,
  error,
  lockedReason,
});

/** A labelled single-line field. */
export function TextField(props: Wrapped & Omit<ComponentProps<typeof Input>, Owned>) {
  const { name, label, help, error, lockedReason, fieldClassName, ...input } = props;
  const text = textOf(props);
  return (
    <Field {...text} required={input.required} className={fieldClassName}>
      <Input {...fieldAria(text)} readOnly={lockedReason !== undefined} {...input} />
    </Field>
  );
}

/** A labelled multi-line field. */
export function TextareaField(props: Wrapped & Omit<ComponentProps<"textarea">, Owned>) {
  const { name, label, help, error, lockedReason, fieldClassName, ...input } = props;
  const text = textOf(props);
  return (
    <Field {...text} required={input.required} className={fieldClassName}>
      <Textarea {...fieldAria(text)} readOnly={lockedReason !== undefined} {...input} />
    </Field>
  );
}

type SelectFieldProps = Wrapped &
  Omit<ComponentProps<"select">, Owned> & {
    readonly options: readonly SelectOption[];
    readonly placeholder?: string | undefined;
  };

/** A labelled choice from a list. */
export function SelectField(props: SelectFieldProps) {
  const { name, label, help, error, lockedReason, fieldClassName, ...input } = props;
  const text = textOf(props);
  return (
    <Field {...text} required={input.required} className={fieldClassName}>
      <Select {...fieldAria(text)} disabled={lockedReason !== undefined} {...input} />
    </Field>
  );
}

/** A checkbox with its label beside it. */
export function CheckboxField(props: Wrapped & Omit<ComponentProps<"input">, Owned | "type">) {
  const { name, label, help, error, lockedReason, fieldClassName, ...input } = props;
  const text = textOf(props);
  return (
    <div className={fieldClassName}>
      <label htmlFor={fieldId(name)} className="flex min-h-6 items-center gap-2 text-sm">
        <Checkbox {...fieldAria(text)} disabled={lockedReason !== undefined} {...input} />
        <span className="font-medium">{label}</span>
      </label>
      <div className="pl-6">
        <FieldNotes {...text} />
      </div>
    </div>
  );
}
