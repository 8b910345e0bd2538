"use client";
import { Card } from "#components/ui/card";
import { SelectField, TextareaField, TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { PermissionChoice } from "./permission-choice.tsx";
import type { PermissionFacts } from "./permission-groups.tsx";
import { REACH_LABELS } from "./wording.tsx";

interface RoleFieldsProps {
  readonly state: FormState;
  readonly initial: Readonly<Record<string, string>>;
  readonly catalogue: readonly PermissionFacts[];
}

const REACH = [
  { value: "true", label: `${REACH_LABELS["true"]}, or those assigned where there are any` },
  { value: "false", label: `${REACH_LABELS["false"]} only` },
];

/** The fields of a role, for creating and for editing. */
export function RoleFields({ state, initial, catalogue }: RoleFieldsProps) {
  const values = { ...initial, ...state.values };
  const errors = state.fields ?? {};
  return (
    <>
      <Card className="max-w-3xl">
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          <TextField
            name="name"
            label="Name"
            help="Up to 64 characters, unique in any spelling"
            required
            maxLength={64}
            autoComplete="off"
            defaultValue={values["name"]}
            error={errors["name"]}
          />
          <SelectField
            key={`reach ${values["isGlobal"]}`}
            name="isGlobal"
            label="Reach"
            help="Which tenants its users see"
            required
            options={REACH}
            defaultValue={values["isGlobal"]}
            error={errors["isGlobal"]}
          />
          <TextareaField
            name="description"
            label="Description"
            help="What the role is for, up to 300 characters"
            rows={2}
            maxLength={300}
            defaultValue={values["description"]}
            error={errors["description"]}
            fieldClassName="sm:col-span-2"
          />
        </div>
      </Card>
      <PermissionChoice
        catalogue={catalogue}
        chosen={(values["permissions"] ?? "").split(",")}
        error={errors["permissions"]}
      />
    </>
  );
}
