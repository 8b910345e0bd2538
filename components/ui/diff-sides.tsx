import { leaves } from "#lib/core/diff";

export interface DiffLine {
  readonly text: string;
  /** Whether the other side lacks this line. */
  readonly isChanged: boolean;
}

/** One field of two states as lines, each side in its own order; an absent field has none. */
export interface DiffSide {
  readonly field: string;
  readonly isChanged: boolean;
  readonly before: readonly DiffLine[];
  readonly after: readonly DiffLine[];
}

/** Compares two JSON objects field by field: what a field holds becomes lines, of which each side marks its own. */
export function diffSides(before: object, after: object): DiffSide[] {
  const was: Readonly<Record<string, unknown>> = { ...before };
  const is: Readonly<Record<string, unknown>> = { ...after };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => {
    const [old, fresh] = [linesOf(was, field), linesOf(is, field)];
    const sides = { before: marked(old, fresh), after: marked(fresh, old) };
    return { field, isChanged: [...sides.before, ...sides.after].some(({ isChanged }) => isChanged), ...sides };
  });
}

function linesOf(state: Readonly<Record<string, unknown>>, field: string): string[] {
  if (!Object.hasOwn(state, field)) return [];
  return [...leaves(state[field], field)].map(([, { path, text }]) => {
    const place = path.slice(field.length).replace(/^\./, "");
    return place === "" ? text : `${place}: ${text}`;
  });
}

function marked(own: readonly string[], other: readonly string[]): DiffLine[] {
  const known = new Set(other);
  return own.map((text) => ({ text, isChanged: !known.has(text) }));
}
