"use client";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox";
import { FieldNotes, fieldAria, fieldId } from "#components/ui/field";
import { CheckboxField, TextField } from "#components/ui/fields";
import type { Definition } from "#lib/configuration/schema";
import { type ConfigField, fieldsOf } from "./fields.tsx";

interface KeyControlsProps {
  readonly definition: Definition;
  readonly texts: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  /** Names for the choices of a list. */
  readonly choices: Readonly<Record<string, string>>;
}

/** The controls of one key, as its type and constraints ask for. */
export function KeyControls({ definition, texts, errors, choices }: KeyControlsProps) {
  const fields = fieldsOf(definition);
  const isGroup = definition.type === "object";
  const control = (field: ConfigField) => (
    <Control
      key={field.name}
      field={field}
      unit={definition.unit}
      text={texts[field.name] ?? ""}
      error={errors[field.name]}
      choices={choices}
      isMember={isGroup}
    />
  );
  const isSwitch = ({ kind }: ConfigField) => kind === "boolean";
  return isGroup ? (
    <fieldset
      id={fieldId(definition.key)}
      tabIndex={-1}
      className="grid min-w-0 items-start gap-x-6 gap-y-3 sm:grid-cols-2"
    >
      <legend className="sr-only">{definition.title}</legend>
      <div className="flex min-w-0 flex-col gap-3">{fields.filter((field) => !isSwitch(field)).map(control)}</div>
      <div className="flex min-w-0 flex-col gap-3">{fields.filter(isSwitch).map(control)}</div>
    </fieldset>
  ) : (
    fields.map(control)
  );
}

interface ControlProps {
  readonly field: ConfigField;
  readonly unit: string | null;
  readonly text: string;
  readonly error: string | undefined;
  readonly choices: Readonly<Record<string, string>>;
  readonly isMember: boolean;
}

// Boxes forget their tick when React resets the form after an action; a new key makes them start from what was sent.
function Control({ field, unit, text, error, choices, isMember }: ControlProps) {
  const { name, label, help, kind } = field;
  if (kind === "choices") {
    return <Choices field={field} chosen={text.split(",")} error={error} choices={choices} />;
  }
  if (kind === "boolean") {
    return (
      <CheckboxField
        key={text}
        name={name}
        label={isMember ? label : "Switched on"}
        defaultChecked={text === "on"}
        error={error}
      />
    );
  }
  return (
    <TextField
      name={name}
      label={isMember ? label : withUnit(label, unit)}
      help={[isMember ? help : undefined, `${field.min} to ${field.max}`].filter(Boolean).join(". ")}
      required
      inputMode="numeric"
      autoComplete="off"
      defaultValue={text}
      error={error}
      className="figure max-w-40"
    />
  );
}

const withUnit = (label: string, unit: string | null): string => (unit === null ? label : `${label}, ${unit}`);

interface ChoicesProps {
  readonly field: ConfigField;
  readonly chosen: readonly string[];
  readonly error: string | undefined;
  readonly choices: Readonly<Record<string, string>>;
}

function Choices({ field: { name, label, options }, chosen, error, choices }: ChoicesProps) {
  const id = useId();
  const { "aria-describedby": describedBy } = fieldAria({ name, label, error });
  return (
    <fieldset id={fieldId(name)} tabIndex={-1} aria-describedby={describedBy} className="min-w-0">
      <legend className="sr-only">{label}</legend>
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {options.map((option) => (
          <label
            key={option}
            htmlFor={`${id}-${option}`}
            className="flex min-h-6 items-center gap-2 text-sm coarse:min-h-11"
          >
            <Checkbox
              key={`${option} ${chosen.includes(option)}`}
              id={`${id}-${option}`}
              name={name}
              value={option}
              defaultChecked={chosen.includes(option)}
            />
            {choices[option] ?? option}
          </label>
        ))}
      </div>
      <FieldNotes name={name} label={label} error={error} />
    </fieldset>
  );
}
