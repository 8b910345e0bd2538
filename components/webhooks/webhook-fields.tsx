"use client";
import { Checkbox } from "#components/ui/checkbox";
import { FieldNotes, fieldId } from "#components/ui/field";
import { TextField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { EVENT_LABELS, WEBHOOK_FIELD_LABELS } from "./wording.tsx";

interface WebhookFieldsProps {
  readonly state: FormState;
  /** `events` as one text with commas. */
  readonly initial: Readonly<Record<string, string>>;
}

/** The fields of a webhook, for creating and for editing. */
export function WebhookFields({ state, initial }: WebhookFieldsProps) {
  const values = { ...initial, ...state.values };
  const errors = state.fields ?? {};
  return (
    <div className="flex flex-col gap-4">
      <TextField
        name="url"
        label={WEBHOOK_FIELD_LABELS.url}
        help="An https:// address on the public Internet that answers 2xx within 10 seconds"
        type="url"
        inputMode="url"
        mono
        required
        maxLength={2048}
        autoComplete="off"
        spellCheck={false}
        defaultValue={values["url"]}
        error={errors["url"]}
      />
      <TextField
        name="description"
        label={WEBHOOK_FIELD_LABELS.description}
        help="What it is for; no names or e-mail addresses"
        maxLength={300}
        autoComplete="off"
        defaultValue={values["description"]}
        error={errors["description"]}
      />
      <EventChoice chosen={(values["events"] ?? "").split(",")} error={errors["events"]} />
    </div>
  );
}

function EventChoice({ chosen, error }: { readonly chosen: readonly string[]; readonly error: string | undefined }) {
  const name = "events";
  return (
    <fieldset id={fieldId(name)} tabIndex={-1} className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{WEBHOOK_FIELD_LABELS.events}</legend>
      {/* Boxes forget their ticks when React resets the form after an action; a new key makes them start from the choice. */}
      <ul key={chosen.join()} className="grid gap-x-6 rounded-lg border border-line p-1.5 sm:grid-cols-2">
        {Object.entries(EVENT_LABELS).map(([type, label]) => (
          <li key={type}>
            <label
              htmlFor={`event-${type}`}
              className="flex min-h-8 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-hover coarse:min-h-11"
            >
              <Checkbox id={`event-${type}`} name={name} value={type} defaultChecked={chosen.includes(type)} />
              <span className="min-w-0 flex-1">{label}</span>
              <span className="figure text-subtle text-xs">{type}</span>
            </label>
          </li>
        ))}
      </ul>
      <FieldNotes
        name={name}
        label={WEBHOOK_FIELD_LABELS.events}
        error={error}
        help="At least one. Tests are sent whatever is chosen."
      />
    </fieldset>
  );
}
