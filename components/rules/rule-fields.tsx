"use client";
import { Card } from "#components/ui/card";
import { CheckboxField, SelectField, TextareaField, TextField } from "#components/ui/fields";
import type { Suggestable } from "./completion.tsx";
import { ConditionField } from "./condition-field.tsx";
import type { ConditionCheck, RuleFormState } from "./rule-form-state.tsx";
import { ACTION_OPTIONS, MODE_LABELS, RULE_FIELD_LABELS } from "./wording.tsx";

interface RuleFieldsProps {
  readonly state: RuleFormState;
  /** `tenant` is the code of the one tenant that the rule governs, empty for everybody. */
  readonly initial: Readonly<Record<string, string>>;
  readonly catalogue: readonly Suggestable[];
  readonly check: ConditionCheck | undefined;
  readonly isNew: boolean;
}

const MODES = [
  { value: "enforce", label: `${MODE_LABELS["enforce"]}: act on whom it hits` },
  { value: "observe", label: `${MODE_LABELS["observe"]}: record whom it would hit` },
];

/** The fields of a rule, for creating and for editing. */
export function RuleFields({ state, initial, catalogue, check, isNew }: RuleFieldsProps) {
  const values = { ...initial, ...state.values };
  const errors = state.fields ?? {};
  return (
    <Card className="max-w-4xl">
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <TextField
          name="name"
          label={RULE_FIELD_LABELS["name"]}
          help="Unique among the rules of its scope"
          required
          maxLength={120}
          autoComplete="off"
          defaultValue={values["name"]}
          error={errors["name"]}
        />
        <TextField
          name="tenant"
          label="Tenant"
          help="Code of the one tenant that it governs; empty for everybody"
          mono
          placeholder="Everybody"
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          defaultValue={values["tenant"]}
          lockedReason={isNew ? undefined : "A rule keeps its scope: everybody, or this tenant"}
          error={errors["tenant"]}
        />
        <ConditionField
          value={values["condition"] ?? ""}
          error={errors["condition"]}
          position={state.position}
          check={state.check ?? check}
          catalogue={catalogue}
        />
        <SelectField
          key={`action ${values["action"]}`}
          name="action"
          label={RULE_FIELD_LABELS["action"]}
          help="What it does to whom the condition holds of"
          required
          options={ACTION_OPTIONS}
          defaultValue={values["action"]}
          error={errors["action"]}
        />
        <SelectField
          key={`mode ${values["mode"]}`}
          name="mode"
          label={RULE_FIELD_LABELS["mode"]}
          required
          options={MODES}
          defaultValue={values["mode"]}
          error={errors["mode"]}
        />
        <TextField
          name="maxImpact"
          label={RULE_FIELD_LABELS["maxImpact"]}
          help="A run that would hit more waits for an approval; empty leaves it to the configuration"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={values["maxImpact"]}
          error={errors["maxImpact"]}
        />
        <TextareaField
          name="description"
          label={RULE_FIELD_LABELS["description"]}
          help="What it is for, up to 500 characters"
          rows={2}
          maxLength={500}
          defaultValue={values["description"]}
          error={errors["description"]}
        />
        {isNew ? (
          <CheckboxField
            key={`isEnabled ${values["isEnabled"]}`}
            name="isEnabled"
            label="Enable at once"
            help="Otherwise it stays disabled until somebody has tried it."
            defaultChecked={values["isEnabled"] === "on"}
            fieldClassName="sm:col-span-2"
          />
        ) : null}
      </div>
    </Card>
  );
}
