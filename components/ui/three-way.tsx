/** A form's fields as text: lists are joined with commas, a ticked box is `on`. */
export type FieldValues = Readonly<Record<string, string>>;

/** Two people's edits of one thing: what both began with, what the other saved, what was about to be saved. */
export interface Conflict {
  readonly base: FieldValues;
  readonly theirs: FieldValues;
  readonly mine: FieldValues;
}

export interface FieldConflict {
  readonly field: string;
  readonly base: string;
  readonly theirs: string;
  readonly mine: string;
  /** Whose value stands unless the reader says otherwise; null where both changed the field and nobody may guess. */
  readonly kept: "theirs" | "mine" | null;
}

/** The fields on which the two differ, in the order of `mine`: whoever alone changed a field keeps it. */
export function compareThreeWay({ base, theirs, mine }: Conflict): FieldConflict[] {
  return Object.entries(mine).flatMap(([field, own]) => {
    const [was, other] = [base[field] ?? "", theirs[field] ?? ""];
    return own === other ? [] : [{ field, base: was, theirs: other, mine: own, kept: keptOf(was, other, own) }];
  });
}

function keptOf(base: string, theirs: string, mine: string): FieldConflict["kept"] {
  if (theirs === base) return "mine";
  return mine === base ? "theirs" : null;
}

/** What the form shows next: every field that one of them alone changed has its change, a contested one the reader's own. */
export function mergeThreeWay(conflict: Conflict): Record<string, string> {
  const kept = compareThreeWay(conflict).map(({ field, kept: side, theirs, mine }) => [
    field,
    side === "theirs" ? theirs : mine,
  ]);
  return { ...conflict.mine, ...Object.fromEntries(kept) };
}
