"use client";
import { SelectField, TextareaField, TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import type { FieldSpec } from "./form-fields.tsx";

interface RecordFieldsProps {
  readonly fields: readonly FieldSpec[];
  readonly state: FormState;
  readonly initial: Readonly<Record<string, string>>;
  readonly isNew: boolean;
}

/** The fields of a planning record, in two columns where there is room. */
export function RecordFields({ fields, state, initial, isNew }: RecordFieldsProps) {
  const values = { ...initial, ...state.values };
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
      {fields.map((field, index) => (
        <RecordField
          // A select forgets its choice when React resets the form after an action; a new key makes it start from the choice.
          key={`${field.name} ${field.control === "select" ? values[field.name] : ""}`}
          field={field}
          value={values[field.name]}
          error={state.fields?.[field.name]}
          isLocked={!isNew && field.isFixed === true}
          isFirst={index === 0}
        />
      ))}
    </div>
  );
}

interface RecordFieldProps {
  readonly field: FieldSpec;
  readonly value: string | undefined;
  readonly error: string | undefined;
  readonly isLocked: boolean;
  readonly isFirst: boolean;
}

function RecordField({ field, value, error, isLocked, isFirst }: RecordFieldProps) {
  const { name, label, help, required, control, options = [], placeholder, minLength, maxLength } = field;
  const shared = {
    name,
    label,
    help,
    error,
    required,
    defaultValue: value,
    fieldClassName: field.isWide ? "sm:col-span-2" : undefined,
    ...(isFirst && { "data-autofocus": true }),
  };
  const length = { minLength, maxLength };
  if (isLocked) {
    return <TextField {...shared} required={false} lockedReason="It stays what it was entered for." />;
  }
  switch (control) {
    case "select":
      return <SelectField {...shared} options={options} placeholder={placeholder} />;
    case "textarea":
      return <TextareaField {...shared} {...length} rows={3} />;
    case "number":
      return <TextField {...shared} type="number" inputMode="numeric" min={0} max={100} step={1} />;
    case "date":
      return <TextField {...shared} type="date" min="2000-01-01" max="2100-12-31" />;
    default:
      return <TextField {...shared} {...length} autoComplete="off" />;
  }
}
