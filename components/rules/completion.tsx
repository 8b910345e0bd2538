import type { CatalogueEntry } from "#lib/rules/schema";

export type Suggestable = Pick<CatalogueEntry, "name" | "kind" | "unit" | "values" | "description" | "isAvailable">;

export interface Suggestion {
  /** What stands in the list and what is written. */
  readonly text: string;
  readonly note: string;
}

export interface Completion {
  /** Where the word begins that a suggestion replaces. */
  readonly from: number;
  readonly suggestions: readonly Suggestion[];
}

const WORD = /[A-Za-z_][\w.]*$/;
const VALUE = /\b((?:user|tenant)\.\w+)\s*[!=]=\s*"([^"]*)$/;
const SHOWN_MAX = 8;

/** What may stand at the caret: names of the catalogue that go on with the word before it, or the values of a property after `== "`. */
export function completionAt(before: string, catalogue: readonly Suggestable[]): Completion {
  const [, property, begun = ""] = VALUE.exec(before) ?? [];
  if (property !== undefined) {
    const values = catalogue.find(({ name }) => name === property)?.values ?? [];
    const suggestions = values
      .filter((value) => value.toLowerCase().startsWith(begun.toLowerCase()) && value !== begun)
      .map((value) => ({ text: value, note: property }));
    return { from: before.length - begun.length, suggestions: suggestions.slice(0, SHOWN_MAX) };
  }
  const word = (before.match(/"/g)?.length ?? 0) % 2 === 1 ? "" : (WORD.exec(before)?.[0] ?? "");
  const found = catalogue.map(suggestionOf).filter(({ text }) => isContinued(word.toLowerCase(), text.toLowerCase()));
  return { from: before.length - word.length, suggestions: word === "" ? [] : found.slice(0, SHOWN_MAX) };
}

/** Everything that the catalogue has, for whoever asks before typing. */
export const wholeCatalogue = (before: string, catalogue: readonly Suggestable[]): Completion => ({
  from: before.length,
  suggestions: catalogue.map(suggestionOf),
});

/** A metric comes with a window, since none goes without. */
function suggestionOf({ name, kind, unit, description, isAvailable }: Suggestable): Suggestion {
  const text = kind === "variable" ? name : `${name}_${unit === "percent" ? "7d" : "10m"}`;
  return { text, note: isAvailable ? description : `${description} (no source is connected)` };
}

/** The window of a metric may be another one: `failed_logins_1h` is complete. */
const isContinued = (word: string, text: string): boolean =>
  text.includes(word) && text !== word && !/_\d+[mhd]$/.test(word);
