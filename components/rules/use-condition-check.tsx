"use client";
import { useEffect, useState } from "react";
import type { ConditionCheck } from "./rule-form-state.tsx";

const WAIT_MS = 250;

/** A condition with the action that decides what its names mean. */
export interface Asked {
  readonly condition: string;
  readonly action: string;
}

/** What the server's compiler says of a condition, asked a moment after the last key; undefined until it has answered. */
export function useConditionCheck(asked: Asked | undefined): ConditionCheck | undefined {
  const [answer, setAnswer] = useState<{ readonly to: Asked; readonly check: ConditionCheck }>();
  const { condition, action } = asked ?? {};
  useEffect(() => {
    if (condition === undefined || action === undefined || condition.trim() === "") return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const query = new URLSearchParams({ condition, action });
        const response = await fetch(`/console/rules/check?${query}`, { signal: abort.signal });
        if (response.ok) setAnswer({ to: { condition, action }, check: (await response.json()) as ConditionCheck });
      } catch {
        // A hint only: without an answer the form says nothing, and the server still decides.
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [condition, action]);
  return answer?.to.condition === condition && answer?.to.action === action ? answer?.check : undefined;
}
