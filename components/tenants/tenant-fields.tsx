"use client";
import { useId } from "react";
import { SelectField, TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { CodeField } from "./code-field.tsx";
import { optionsOf, PLAN_LABELS, SEGMENT_LABELS } from "./wording.tsx";

/** Labels for the error summary. */
export const TENANT_FIELD_LABELS = {
  name: "Name",
  code: "Code",
  timezone: "Time zone",
  currency: "Currency",
  segment: "Segment",
  plan: "Plan",
};

export interface Choices {
  readonly timeZones: readonly string[];
  readonly currencies: readonly string[];
}

interface TenantFieldsProps {
  readonly state: FormState;
  readonly initial: Readonly<Record<string, string>>;
  readonly choices: Choices;
  /** An existing tenant's code stands still, with the reason why. */
  readonly isNew: boolean;
}

/** The fields of a tenant, for creating and for editing. */
export function TenantFields({ state, initial, choices, isNew }: TenantFieldsProps) {
  const values = { ...initial, ...state.values };
  const errors = state.fields ?? {};
  const id = useId();
  return (
    <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
      <TextField
        name="name"
        label="Name"
        help="3 to 120 characters"
        required
        minLength={3}
        maxLength={120}
        autoComplete="off"
        defaultValue={values["name"]}
        error={errors["name"]}
      />
      {isNew ? (
        <CodeField value={values["code"]} error={errors["code"]} />
      ) : (
        <TextField
          name="code"
          label="Code"
          mono
          defaultValue={initial["code"]}
          lockedReason="Integrations and mail headers carry the code, so it never changes."
        />
      )}
      <TextField
        name="timezone"
        label="Time zone"
        help="IANA name; scheduled jobs run by it"
        required
        list={`${id}-zones`}
        autoComplete="off"
        spellCheck={false}
        defaultValue={values["timezone"]}
        error={errors["timezone"]}
      />
      <TextField
        name="currency"
        label="Currency"
        help="ISO 4217 code"
        mono
        required
        maxLength={3}
        list={`${id}-currencies`}
        autoComplete="off"
        spellCheck={false}
        defaultValue={values["currency"]}
        error={errors["currency"]}
      />
      {/* A select forgets its choice when React resets the form after an action; a new key makes it start from the choice. */}
      <SelectField
        key={`segment ${values["segment"]}`}
        name="segment"
        label="Segment"
        placeholder="Not set"
        options={optionsOf(SEGMENT_LABELS)}
        defaultValue={values["segment"]}
        error={errors["segment"]}
      />
      <SelectField
        key={`plan ${values["plan"]}`}
        name="plan"
        label="Plan"
        placeholder="Not set"
        options={optionsOf(PLAN_LABELS)}
        defaultValue={values["plan"]}
        error={errors["plan"]}
      />
      <Suggestions id={`${id}-zones`} values={choices.timeZones} />
      <Suggestions id={`${id}-currencies`} values={choices.currencies} />
    </div>
  );
}

function Suggestions({ id, values }: { readonly id: string; readonly values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}
