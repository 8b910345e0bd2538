import { diffFields } from "../core/diff.ts";

type Facts = Readonly<Record<string, unknown>>;

/** Fields that change with every write, or only mirror another. */
const MUTE: ReadonlySet<string> = new Set(["updatedOn", "updated_at", "version", "urlFingerprint", "approval"]);
const NAMES: Readonly<Record<string, string>> = {
  isActive: "state",
  isEnabled: "state",
  tenantIds: "tenants",
  url: "address",
  query: "filters",
  disabledReason: "state",
};
const SHOWN_MAX = 40;
const NAMED_MAX = 3;

/**
 * What a change did, as a phrase about `{it}`: one field with its values, a few by name, many by number. Null when the record does
 * not hold both sides.
 */
export function changeInWords(before: Facts | null, after: Facts | null): string | null {
  if (!before || !after) {
    return null;
  }
  const [was, is] = [inner(before), inner(after)];
  const fields = changedFields(was, is);
  const [field] = fields;
  if (field === undefined) {
    return "Saved {it} without a change";
  }
  if (fields.length > NAMED_MAX) {
    return `Changed ${fields.length} fields of {it}`;
  }
  if (fields.length > 1) {
    return `Changed ${list([...new Set(fields.map(wordsFor))])} of {it}`;
  }
  return field === "permissions" ? permissions(was[field], is[field]) : single(field, was, is);
}

/** A configuration's and an override's record wrap their keys. */
const inner = (facts: Facts): Facts => {
  const wrapped = facts["values"] ?? facts["overrides"];
  return typeof wrapped === "object" && wrapped !== null && !Array.isArray(wrapped) ? (wrapped as Facts) : facts;
};

const changedFields = (was: Facts, is: Facts): string[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => !MUTE.has(field) && isChanged(was, is, field),
  );

/** Leaf by leaf only what its text leaves open, such as the order of a list: every row of the log is put in words. */
function isChanged(was: Facts, is: Facts, field: string): boolean {
  const [old, fresh] = [was[field], is[field]];
  if (old === fresh || (typeof old !== "object" && typeof fresh !== "object")) {
    return old !== fresh;
  }
  return (
    JSON.stringify(old) !== JSON.stringify(fresh) && diffFields(pick(was, field), pick(is, field)).changes.length > 0
  );
}

const pick = (facts: Facts, field: string): object => (Object.hasOwn(facts, field) ? { [field]: facts[field] } : {});

function single(field: string, was: Facts, is: Facts): string {
  const [old, fresh] = [shown(was[field]), shown(is[field])];
  const name = wordsFor(field);
  if (old === null || fresh === null || old === fresh) {
    return `Changed ${name} of {it}`;
  }
  return `Changed ${name} of {it} from ${old} to ${fresh}`;
}

/** A value short enough for a sentence; null for any other. */
function shown(value: unknown): string | null {
  if (value === null || value === undefined || value === "") {
    return "nothing";
  }
  const text = typeof value === "object" ? null : String(value);
  // Braces would be taken for a place to fill in.
  return text !== null && text.length <= SHOWN_MAX && !/[{}]/.test(text) ? text : null;
}

function permissions(was: unknown, is: unknown): string {
  const [old, fresh] = [names(was), names(is)];
  const added = fresh.filter((name) => !old.includes(name));
  const taken = old.filter((name) => !fresh.includes(name));
  const gave = added.length > 0 ? `Gave {it} ${permissionList(added)}` : null;
  const took =
    taken.length > 0 ? `${gave ? "took" : "Took"} ${permissionList(taken)}${gave ? "" : " from {it}"}` : null;
  return [gave, took].filter(Boolean).join(" and ");
}

const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const permissionList = (given: readonly string[]): string =>
  given.length > NAMED_MAX
    ? `${given.length} permissions`
    : `the permission${given.length === 1 ? "" : "s"} ${list(given)}`;

/** `auth.sessionTimeoutMinutes` stays a key, `lockReason` and `due_on` become words. */
const wordsFor = (field: string): string =>
  NAMES[field] ?? (field.includes(".") ? field : field.replace(/(?<=[a-z])(?=[A-Z])|_/g, " ").toLowerCase());

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
