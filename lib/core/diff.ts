export type Change = "added" | "removed" | "changed";

export interface FieldChange {
  /** Dotted path; list positions in brackets: `addresses[0].city`. */
  readonly path: string;
  readonly kind: Change;
  /** As JSON would write it, strings without quotes; null when the field was absent. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Compares two JSON objects leaf by leaf, in the order in which the fields stand; lists of plain values by what they hold. */
export function diffFields(before: object, after: object): { changes: FieldChange[]; unchanged: number } {
  const was = new Map(leaves(before, ""));
  const is = new Map(leaves(after, ""));
  const changes: FieldChange[] = [];
  let unchanged = 0;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [old, fresh] = [was.get(key), is.get(key)];
    const texts = { before: old?.text ?? null, after: fresh?.text ?? null };
    if (old?.json === fresh?.json) unchanged += 1;
    else changes.push({ path: (old ?? fresh)?.path ?? key, kind: kindOf(texts.before, texts.after), ...texts });
  }
  return { changes, unchanged };
}

function kindOf(before: string | null, after: string | null): Change {
  if (before === null) return "added";
  return after === null ? "removed" : "changed";
}

/** One value and where it stands; members of a list of plain values all stand at the list. */
export interface Leaf {
  readonly path: string;
  readonly text: string;
  /** Tells `"1"` from `1`. */
  readonly json: string;
}

/** The plain values inside a value, each under a key that tells it from the others. */
export function* leaves(value: unknown, path: string): Generator<[key: string, Leaf]> {
  const parts = partsOf(value, path);
  if (parts.length === 0 && path !== "") yield [path, leaf(path, value)];
  for (const [key, child, isMember] of parts) {
    if (isMember) yield [`${key}\n${json(child)}`, leaf(key, child)];
    else yield* leaves(child, key);
  }
}

/** What stands directly inside a value, each by its path. */
function partsOf(value: unknown, path: string): (readonly [path: string, part: unknown, isMember: boolean])[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value)) {
    return Object.entries(value).map(([key, part]) => [path === "" ? key : `${path}.${key}`, part, false]);
  }
  return isSet(value)
    ? value.map((part) => [path, part, true])
    : value.map((part, index) => [`${path}[${index}]`, part, false]);
}

/** Plain values, none twice: permissions, roles, ids. What matters is which are there. */
const isSet = (list: readonly unknown[]): boolean =>
  list.every((member) => typeof member !== "object") && new Set(list.map(json)).size === list.length;

const leaf = (path: string, value: unknown): Leaf => ({ path, text: text(value), json: json(value) });
const json = (value: unknown): string => JSON.stringify(value) ?? "undefined";
const text = (value: unknown): string => (typeof value === "string" ? value : json(value));
