"use client";
import { useEffect, useRef } from "react";
import { BacktestResult } from "./backtest-result.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import type { Trial } from "./rule-form-state.tsx";

/** What a trial has found; each new one takes focus. */
export function TrialResult({ trial }: { readonly trial: Trial }) {
  const ref = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each trial takes focus anew
  useEffect(() => ref.current?.focus(), [trial]);
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={trial.kind === "dry-run" ? "Result of the dry run" : "Result of the back-test"}
      className="rounded-lg"
    >
      {trial.kind === "dry-run" ? <DryRunResult found={trial.found} /> : <BacktestResult found={trial.found} />}
    </section>
  );
}
