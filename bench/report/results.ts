import { isMet, type Target, wordsOf } from "../targets.ts";

/** One line of the report: two figures, their ratio, and whether the target is met. */
export interface ResultRow {
  readonly id: string;
  readonly title: string;
  readonly measured: string;
  readonly against: string;
  readonly ratio: number;
  readonly target: string;
  readonly isMet: boolean;
}

/** What a run found. */
export interface Results {
  readonly at: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly rows: readonly ResultRow[];
  readonly plans: { readonly explained: number; readonly scans: readonly object[]; readonly isMet: boolean } | null;
}

/** A row of two figures in the same unit. */
export function row(
  id: string,
  title: string,
  value: number,
  reference: number,
  unit: string,
  targets: readonly Target[],
): ResultRow {
  return {
    id,
    title,
    measured: `${figure(value)} ${unit}`,
    against: `${figure(reference)} ${unit}`,
    ratio: value / reference,
    target: wordsOf(targets, unit),
    isMet: targets.every((target) => isMet(value, reference, target)),
  };
}

/** A figure with as many places as its size deserves. */
export const figure = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
