import { applyPatch } from "rfc6902";
import { type AppError, conflictOn, invalid } from "../core/errors.ts";
import type { Configuration } from "./definitions.ts";
import type { JsonPatch } from "./schema.ts";

/** No key is called so, so that pointers as GET shows the resource and pointers into its values cannot be mistaken. */
const PREFIX = /^\/values(?=\/|$)/;

/**
 * The values after the patch, not yet judged. Operations apply in order and all or none. Throws CONFLICT on a failed `test`: what the
 * patch was written against is not so; VALIDATION on a pointer that leads nowhere.
 */
export function patched(values: Configuration, patch: JsonPatch): unknown {
  const document = { values: structuredClone(values) as unknown };
  for (const [index, step] of patch.entries()) {
    const failure = failureOf(document, { ...step, ...pointers(step, index) });
    if (failure !== null) {
      throw refusal(failure, step.path, index);
    }
  }
  return document.values;
}

/** The library answers most failures and throws a few, such as a member of a number. */
function failureOf(document: object, step: JsonPatch[number]): Error | null {
  try {
    return applyPatch(document, [step])[0] ?? null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

/** The pointers of one operation, from the root of what is patched. */
function pointers(step: JsonPatch[number], index: number): { path: string; from?: string } {
  const rooted = (pointer: string): string => {
    if (/\/(__proto__|constructor|prototype)(\/|$)/.test(pointer)) {
      throw invalid(`${index}.path`, "Leads nowhere");
    }
    return `/values${pointer.replace(PREFIX, "")}`;
  };
  return { path: rooted(step.path), ...("from" in step && { from: rooted(step.from) }) };
}

function refusal(failure: Error, path: string, index: number): AppError {
  const field = keyOf(path) ?? `${index}.path`;
  if (failure.name === "TestError") {
    return conflictOn(field, "Has another value than the patch was written for");
  }
  return invalid(field, "Leads to a value that is not there");
}

/** The configuration key that a pointer leads to or into. */
const keyOf = (pointer: string): string | undefined =>
  pointer.replace(PREFIX, "").split("/")[1]?.replaceAll("~1", "/").replaceAll("~0", "~");
