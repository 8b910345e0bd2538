import type { Priority } from "./schema.ts";

const WORDS: Readonly<Record<string, Priority>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  major: "high",
  minor: "low",
  moderate: "medium",
  info: "low",
  warning: "medium",
  error: "high",
  "sev-1": "critical",
  "sev-2": "high",
  "sev-3": "medium",
  "sev-4": "low",
  p1: "critical",
  p2: "high",
  p3: "medium",
  p4: "low",
};

/** A severity of any of the platform's vocabularies as a priority (domain.md §4); null for a word that is none. */
export const priorityOf = (word: string): Priority | null => {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(WORDS, key) ? (WORDS[key] ?? null) : null;
};
