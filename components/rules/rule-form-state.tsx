import type { VersionedFormState } from "#components/ui/form-state";
import type { RuleBacktest, RuleDryRun } from "#lib/rules/trial-schema";

/** Where a condition is wrong: line and column from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What the compiler says of a condition: what it means, or why it means nothing. */
export type ConditionCheck =
  | {
      readonly reading: string;
      readonly bucketSeconds: number;
      readonly looksAtAll: boolean;
      /** Metrics that it reads and nobody counts. */
      readonly unavailable: readonly string[];
    }
  | { readonly message: string; readonly position: Position | null };

/** What a trial has found; nothing was changed by it. */
export type Trial =
  | { readonly kind: "dry-run"; readonly found: RuleDryRun }
  | { readonly kind: "backtest"; readonly found: RuleBacktest };

/** What saving or trying a rule answers while its form stays open. */
export interface RuleFormState extends VersionedFormState {
  /** Where the condition is wrong. */
  readonly position?: Position | null | undefined;
  readonly trial?: Trial | undefined;
  /** What the condition means that was tried. */
  readonly check?: ConditionCheck | undefined;
}

/** What a trial of a saved rule answers. */
export interface TrialState {
  readonly error?: string | undefined;
  readonly trial?: Trial | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
}
