"use client";
import { useActionState } from "react";
import { ConflictPanel, VersionFields } from "#components/ui/conflict-panel";
import { ErrorSummary } from "#components/ui/error-summary";
import { IdempotencyKey } from "#components/ui/idempotency-key";
import { SaveBar } from "#components/ui/save-bar";
import type { CatalogueEntry } from "#lib/rules/schema";
import { CatalogueList } from "./catalogue-list.tsx";
import { RuleFields } from "./rule-fields.tsx";
import type { ConditionCheck, RuleFormState } from "./rule-form-state.tsx";
import { TrialCard } from "./trial-card.tsx";
import { ACTION_WORDS, MODE_LABELS, RULE_FIELD_LABELS } from "./wording.tsx";

type RuleFormAction = (state: RuleFormState, form: FormData) => Promise<RuleFormState>;

interface RuleFormProps {
  readonly action: RuleFormAction;
  readonly catalogue: readonly CatalogueEntry[];
  readonly initial: Readonly<Record<string, string>>;
  /** What the condition means that the form begins with. */
  readonly check: ConditionCheck | undefined;
}

interface CreateRuleFormProps extends RuleFormProps {
  /** Minted with the form: sending it twice creates one rule. */
  readonly idempotencyKey: string;
}

const LABELS = { ...RULE_FIELD_LABELS, tenant: "Tenant" };

/** Creates a rule. */
export function CreateRuleForm({ action, idempotencyKey, ...fields }: CreateRuleFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary message={state.error} fields={state.fields} labels={LABELS} />
      <DefaultButton />
      <IdempotencyKey minted={idempotencyKey} values={state.values} />
      <Body {...fields} state={state} isNew />
      <SaveBar saveLabel="Create rule" pendingLabel="Creating…" cancelHref="/console/rules" mode="create" />
    </form>
  );
}

interface EditRuleFormProps extends RuleFormProps {
  readonly ruleId: string;
  readonly version: number;
}

/** Edits a rule: saving makes a new version, and refuses to overwrite one that somebody else saved meanwhile. */
export function EditRuleForm({ action, ruleId, version, ...fields }: EditRuleFormProps) {
  const [state, submit] = useActionState(action, {});
  // The scope is no part of a version.
  const { tenant: _, ...base } = fields.initial;
  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.conflict ? (
        <ConflictPanel conflict={state.conflict} thing="this rule" labels={LABELS} display={inWords} />
      ) : (
        <ErrorSummary message={state.error} fields={state.fields} labels={LABELS} />
      )}
      <DefaultButton />
      <input type="hidden" name="ruleId" value={ruleId} />
      <VersionFields state={state} version={version} initial={base} />
      <Body {...fields} state={state} isNew={false} />
      <SaveBar
        saveLabel="Save as a new version"
        pendingLabel="Saving…"
        cancelHref={`/console/rules/${ruleId}`}
        mode="edit"
      />
    </form>
  );
}

/** What Enter in a field presses: the first button of the form, which would be the dry run. */
const DefaultButton = () => <button type="submit" hidden />;

type BodyProps = Omit<RuleFormProps, "action"> & { readonly state: RuleFormState; readonly isNew: boolean };

function Body({ state, initial, catalogue, check, isNew }: BodyProps) {
  return (
    <>
      <RuleFields state={state} initial={initial} catalogue={catalogue} check={check} isNew={isNew} />
      <div className="max-w-4xl">
        <TrialCard trial={state.trial} span={state.values?.["span"]} />
      </div>
      <CatalogueList entries={catalogue} />
    </>
  );
}

const inWords = (field: string, value: string): string =>
  field === "action"
    ? (Object.entries(ACTION_WORDS).find(([action]) => action === value)?.[1].name ?? value)
    : field === "mode"
      ? (MODE_LABELS[value] ?? value)
      : value;
