"use client";
import { clsx } from "clsx";
import { useActionState, useRef, useState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextareaField } from "#components/ui/fields";
import { SaveBar } from "#components/ui/save-bar";
import type { Definition } from "#lib/configuration/schema";
import type { ConfigurationFormState } from "./configuration-form-state.tsx";
import {
  AREA_LABELS,
  allFields,
  areasOf,
  fieldsOf,
  isFound,
  labelsOf,
  messagesByField,
  textInWords,
} from "./fields.tsx";
import { KeyControls } from "./key-controls.tsx";
import { DefaultInWords, historyOfKey, KeyFacts } from "./key-facts.tsx";
import { KeySearch } from "./key-search.tsx";
import { ReviewCard } from "./review-card.tsx";
import { useEditedFields } from "./use-edited-fields.tsx";

interface ConfigurationFormProps {
  readonly action: (state: ConfigurationFormState, form: FormData) => Promise<ConfigurationFormState>;
  readonly definitions: readonly Definition[];
  readonly version: number;
  /** The values in force, as the form writes them. */
  readonly initial: Readonly<Record<string, string>>;
  /** The defaults, likewise. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly choices: Readonly<Record<string, string>>;
  readonly search: string;
}

/** Edits the global configuration in two steps: the first shows what changes, the second saves exactly that. */
export function ConfigurationForm(props: ConfigurationFormProps) {
  const { action, definitions, version, initial, defaults, choices } = props;
  const [state, submit] = useActionState(action, {});
  const [search, setSearch] = useState(props.search);
  const form = useRef<HTMLFormElement>(null);
  const edited = useEditedFields(form, state.base ?? initial, state);
  const errors = messagesByField(allFields(definitions), state.fields);
  const labels = { ...labelsOf(definitions), reason: "Reason" };
  const isShown = (definition: Definition): boolean =>
    isFound(definition, search) || fieldsOf(definition).some(({ name }) => errors[name] !== undefined);
  const shown = { texts: { ...initial, ...state.values }, errors, choices, defaults, edited };
  return (
    <>
      <KeySearch
        initial={props.search}
        search={search}
        onChange={setSearch}
        found={definitions.filter(isShown).length}
      />
      <form ref={form} action={submit} className="flex flex-col gap-4" noValidate>
        {state.conflict ? (
          <ConflictPanel
            conflict={state.conflict}
            thing="the configuration"
            labels={labels}
            display={(name, text) => inWords(definitions, name, text)}
          />
        ) : (
          <ErrorSummary message={state.error} fields={errors} labels={labels}>
            <StepUpPrompt wanted={state.stepUp} />
          </ErrorSummary>
        )}
        <VersionFields state={state} version={version} initial={initial} />
        <input type="hidden" name="reviewed" value={state.review?.of ?? ""} />
        {areasOf(definitions).map(([area, keys]) => (
          <div key={area} hidden={!keys.some(isShown)}>
            <Card title={AREA_LABELS[area] ?? area} flush>
              <ul className="divide-y divide-line">
                {keys.map((definition) => (
                  <KeyRow key={definition.key} definition={definition} isHidden={!isShown(definition)} {...shown} />
                ))}
              </ul>
            </Card>
          </div>
        ))}
        {definitions.some(isShown) ? null : <EmptyState kind="no-match" title="No key matches" />}
        {state.review ? <ReviewCard review={state.review} labels={labels} /> : null}
        <TextareaField
          name="reason"
          label="Reason"
          help="Kept in the history and in the audit log. No names or e-mail addresses."
          rows={2}
          maxLength={500}
          defaultValue={state.values?.["reason"]}
          error={errors["reason"]}
          fieldClassName="max-w-3xl"
        />
        <SaveBar
          saveLabel={state.review ? "Save" : "Review changes"}
          pendingLabel={state.review ? "Saving…" : "Comparing…"}
          cancelHref="/console/configuration"
          mode="edit"
        />
      </form>
    </>
  );
}

const inWords = (definitions: readonly Definition[], name: string, text: string): string => {
  const field = allFields(definitions).find((candidate) => candidate.name === name);
  return field ? textInWords(field, text) : text;
};

interface KeyRowProps {
  readonly definition: Definition;
  readonly isHidden: boolean;
  readonly texts: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly choices: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
  readonly edited: ReadonlySet<string>;
}

function KeyRow({ definition, isHidden, defaults, edited, ...controls }: KeyRowProps) {
  const names = fieldsOf(definition).map(({ name }) => name);
  const isEdited = names.some((name) => edited.has(name));
  const isDefault = names.every((name) => (controls.texts[name] ?? "") === defaults[name]);
  return (
    <li
      hidden={isHidden}
      className={clsx(
        "gap-x-8 gap-y-3 px-4 py-4 lg:grid-cols-2",
        isHidden ? "hidden" : "grid",
        isEdited && "shadow-[inset_3px_0_0_var(--color-warning)]",
      )}
    >
      <div className="flex min-w-0 flex-col gap-1.5">
        <KeyFacts definition={definition} historyHref={historyOfKey(definition.key)} />
        <p className="flex flex-wrap gap-1.5">
          {isDefault ? null : <Badge tone="info">Not the default</Badge>}
          {isEdited ? <Badge tone="warning">Edited</Badge> : null}
        </p>
        {isDefault ? null : (
          <p className="text-muted text-xs">
            Default: <DefaultInWords definition={definition} texts={controls.texts} />
          </p>
        )}
      </div>
      <div className="min-w-0">
        <KeyControls definition={definition} {...controls} />
      </div>
    </li>
  );
}
