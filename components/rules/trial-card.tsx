"use client";
import { History, Play } from "lucide-react";
import { Card } from "#components/ui/card";
import { SubmitButton } from "#components/ui/submit-button";
import type { Trial } from "./rule-form-state.tsx";
import { SpanSelect } from "./span-select.tsx";
import { TrialResult } from "./trial-result.tsx";

interface TrialCardProps {
  readonly trial: Trial | undefined;
  readonly span: string | undefined;
}

/** Tries what stands in the form around it, on the present and on the past, before anything is saved. */
export function TrialCard({ trial, span }: TrialCardProps) {
  return (
    <Card title="Try it before it is saved" description="On whom it would act, now and in the past. Nothing changes.">
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton name="intent" value="dry-run" pendingLabel="Trying…">
            <Play aria-hidden="true" />
            Dry run
          </SubmitButton>
          <span className="mx-1 h-5 border-line border-l max-sm:hidden" />
          <SpanSelect value={span} />
          <SubmitButton name="intent" value="backtest" pendingLabel="Replaying…">
            <History aria-hidden="true" />
            Back-test
          </SubmitButton>
        </div>
        {trial ? <TrialResult trial={trial} /> : null}
      </div>
    </Card>
  );
}
