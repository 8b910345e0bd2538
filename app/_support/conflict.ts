import type { VersionedFormState } from "#components/ui/form-state";
import { type Conflict, type FieldValues, mergeThreeWay } from "#components/ui/three-way";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { failedForm } from "./form.ts";

/** The version that the form was opened on, for `ifMatch`. */
export const versionOf = (form: FormData): number => Number(form.get("version"));

/** The version that a dialog was opened on, so that it cannot act on something it did not show. */
export function dialogVersion(form: FormData): { ifMatch: number[] } | Record<string, never> {
  const version = versionOf(form);
  return Number.isInteger(version) && version > 0 ? { ifMatch: [version] } : {};
}

/** A field's value as one text: repeated fields are joined with commas. */
const textOf = (form: FormData, name: string): string => form.getAll(name).map(String).join(",");

/**
 * The named fields as they were sent, with the choices of a `ConflictPanel` applied: what was typed after the conflict was shown
 * wins, else the side that was chosen.
 */
export function mergedFields(form: FormData, names: readonly string[]): Record<string, string> {
  const shown = record(form.get("conflict"), "shown");
  const sides = { theirs: record(form.get("conflict"), "theirs"), mine: record(form.get("conflict"), "mine") };
  return Object.fromEntries(
    names.map((name) => {
      const sent = textOf(form, name);
      const choice = form.get(`choice.${name}`);
      const isChosen = shown[name] === sent && (choice === "theirs" || choice === "mine");
      return [name, isChosen ? (sides[choice][name] ?? sent) : sent];
    }),
  );
}

/** The version and values that the form was opened on, for a form that stays open without a conflict. */
export const openedVersion = (form: FormData) => ({ version: versionOf(form), base: record(form.get("base")) });

/** Their values and version, as the form writes them. */
export interface CurrentVersion {
  readonly values: FieldValues;
  readonly version: number;
}

/**
 * A refused submission of a form with `VersionFields`: a 412 becomes a conflict to resolve on top of the new version, which
 * `readCurrent` reads; anything else what `failedForm` says.
 */
export async function failedVersion(
  thrown: unknown,
  caller: Caller,
  form: FormData,
  mine: FieldValues,
  readCurrent: () => Promise<CurrentVersion>,
): Promise<VersionedFormState> {
  const failed = failedForm(thrown, caller, mine);
  const opened = openedVersion(form);
  if (!(thrown instanceof AppError) || thrown.code !== "PRECONDITION_FAILED") {
    return { ...failed, ...opened };
  }
  const current = await readCurrent();
  const conflict: Conflict = { base: opened.base, theirs: current.values, mine };
  return { ...failed, conflict, values: mergeThreeWay(conflict), version: current.version, base: current.values };
}

/** The texts of a JSON object in a hidden field, or of one of its members; nothing of what is no such object. */
function record(json: FormDataEntryValue | null, member?: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(String(json ?? "{}"));
    const found = member === undefined ? value : (value as Record<string, unknown> | null)?.[member];
    const entries = typeof found === "object" && found !== null ? Object.entries(found) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}
