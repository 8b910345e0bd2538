"use client";
import { History, Play } from "lucide-react";
import { useActionState } from "react";
import { Card } from "#components/ui/card";
import { ErrorSummary } from "#components/ui/error-summary";
import { SubmitButton } from "#components/ui/submit-button";
import type { TrialState } from "./rule-form-state.tsx";
import { SpanSelect } from "./span-select.tsx";
import { TrialResult } from "./trial-result.tsx";

interface TrialFormProps {
  readonly action: (state: TrialState, form: FormData) => Promise<TrialState>;
  readonly ruleId: string;
  readonly version: number;
}

/** Tries a saved rule on the present. */
export function DryRunForm({ action, ruleId, version }: TrialFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <Card
      title="Dry run"
      description={`Whom version ${version} would act on at this moment. Nothing changes; the trial is on record.`}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} />
        <input type="hidden" name="ruleId" value={ruleId} />
        <div>
          <SubmitButton variant="primary" pendingLabel="Trying…">
            <Play aria-hidden="true" />
            Dry run
          </SubmitButton>
        </div>
        {state.trial ? <TrialResult trial={state.trial} /> : null}
      </form>
    </Card>
  );
}

/** Replays stored events for a saved rule. */
export function BacktestForm({ action, ruleId, version }: TrialFormProps) {
  const [state, submit] = useActionState(action, {});
  return (
    <Card
      title="Back-test"
      description={`Whom version ${version} would have acted on, when, and what tripped it. Nothing changes; the trial is on record.`}
    >
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} />
        <input type="hidden" name="ruleId" value={ruleId} />
        <div className="flex flex-wrap items-center gap-2">
          <SpanSelect value={state.values?.["span"]} />
          <SubmitButton variant="primary" pendingLabel="Replaying…">
            <History aria-hidden="true" />
            Back-test
          </SubmitButton>
        </div>
        {state.trial ? <TrialResult trial={state.trial} /> : null}
      </form>
    </Card>
  );
}
