export type Change = "added" | "removed" | "changed";

export interface FieldChange {
  /** Dotted path; list positions in brackets: `addresses[0].city`. */
  readonly path: string;
  readonly kind: Change;
  /** As JSON would write it, strings without quotes; null when the field was absent. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Compares two JSON objects leaf by leaf, in the order in which the fields stand. */
export function diffFields(before: object, after: object): { changes: FieldChange[]; unchanged: number } {
  const was = new Map(leaves(before, ""));
  const is = new Map(leaves(after, ""));
  const changes: FieldChange[] = [];
  let unchanged = 0;
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [old, fresh] = [was.get(path) ?? null, is.get(path) ?? null];
    if (old === fresh) unchanged += 1;
    else changes.push({ path, kind: kindOf(old, fresh), before: old, after: fresh });
  }
  return { changes, unchanged };
}

function kindOf(before: string | null, after: string | null): Change {
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}

function* leaves(value: unknown, path: string): Generator<[string, string]> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    if (path !== "") yield [path, text(value)];
    return;
  }
  for (const [key, child] of entries) {
    yield* leaves(child, Array.isArray(value) ? `${path}[${key}]` : `${path}${path === "" ? "" : "."}${key}`);
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}
