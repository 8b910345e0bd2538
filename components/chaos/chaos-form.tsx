"use client";
import { useActionState } from "react";
import { ErrorSummary } from "#components/ui/error-summary";
import { SelectField, TextareaField } from "#components/ui/fields";
import type { FormAction } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";
import { CHAOS_DURATIONS, MODE_WORDS } from "#lib/chaos/wording";

interface ChaosFormProps {
  readonly sources: readonly {
    readonly source: string;
    readonly label: string;
    readonly modes: readonly string[];
    readonly mode: string | null;
  }[];
  readonly action: FormAction;
  readonly resetAction: FormAction;
}

/** How each source is to be degraded, for how long and why; all of it is put in place of what is. */
export function ChaosForm({ sources, action, resetAction }: ChaosFormProps) {
  const [state, submit] = useActionState(action, {});
  const [resetState, reset] = useActionState(resetAction, {});
  const isOn = sources.some(({ mode }) => mode !== null);
  const labels = Object.fromEntries(sources.map(({ source, label }) => [`sources.${source}`, label]));
  return (
    <div className="flex flex-col gap-4">
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary
          message={state.error}
          fields={state.fields}
          labels={{ ...labels, reason: "Reason", minutes: "For" }}
        />
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
          {sources.map(({ source, label, modes, mode }) => (
            <SelectField
              key={source}
              name={`sources.${source}`}
              label={label}
              defaultValue={state.values?.[`sources.${source}`] ?? mode ?? ""}
              options={[
                { value: "", label: "As it is" },
                ...modes.map((value) => ({ value, label: MODE_WORDS[value] ?? value })),
              ]}
              error={state.fields?.[`sources.${source}`]}
            />
          ))}
        </div>
        <div className="grid items-start gap-3 sm:grid-cols-[12rem_1fr]">
          <SelectField
            name="minutes"
            label="For"
            required
            defaultValue={state.values?.["minutes"] ?? "30"}
            options={CHAOS_DURATIONS}
            error={state.fields?.["minutes"]}
          />
          <TextareaField
            name="reason"
            label="Reason"
            help="Kept in the audit log. No names or e-mail addresses."
            rows={1}
            maxLength={500}
            defaultValue={state.values?.["reason"]}
            error={state.fields?.["reason"]}
          />
        </div>
        <div>
          <SubmitButton variant="danger" pendingLabel="Degrading…">
            Degrade these sources
          </SubmitButton>
        </div>
      </form>
      {isOn ? (
        <form action={reset}>
          <ErrorSummary message={resetState.error} fields={resetState.fields} labels={labels} />
          <SubmitButton pendingLabel="Resetting…">Reset all sources</SubmitButton>
        </form>
      ) : null}
    </div>
  );
}
