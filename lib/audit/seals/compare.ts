import type { Entry, OpenedEntry } from "./format.ts";

/** A proof that failed: where, and how. */
export class BrokenSeal extends Error {
  readonly sequence: number;
  constructor(sequence: number, problem: string) {
    super(problem);
    this.sequence = sequence;
  }
}

export interface Compared {
  readonly records: number;
  /** The first of them; null when none is left. */
  readonly first: number | null;
  /** Personal values of theirs that are gone. */
  readonly erased: number;
}

/**
 * Holds records, hashed, to the lists of the seals that cover them, both in order of sequence. Records of months up to `expired` may be gone:
 * retention removes months whole. Throws BrokenSeal at the first that is changed, missing or too many.
 */
export function compare(entries: readonly Entry[], rows: readonly OpenedEntry[], expired: number | null): Compared {
  let at = 0;
  let erased = 0;
  let first: number | null = null;
  for (const entry of entries) {
    const row = rows[at];
    if (row === undefined || row.sequence > entry.sequence) {
      assertExpired(entry, expired);
      continue;
    }
    assertSame(entry, row);
    first ??= row.sequence;
    erased += row.erased;
    at += 1;
  }
  const surplus = rows[at];
  if (surplus) {
    throw added(surplus);
  }
  return { records: at, first, erased };
}

/** Whether a record that a seal lists is not there. */
export function isAnyMissing(entries: readonly Entry[], rows: readonly Entry[]): boolean {
  const present = new Set(rows.map(({ sequence }) => sequence));
  return entries.some(({ sequence }) => !present.has(sequence));
}

function assertExpired({ sequence, month }: Entry, expired: number | null): void {
  if (expired === null || month > expired) {
    throw new BrokenSeal(sequence, "The record was sealed and is missing");
  }
}

function assertSame(entry: Entry, row: OpenedEntry): void {
  if (row.sequence < entry.sequence) {
    throw added(row);
  }
  if (!row.hash.equals(entry.hash)) {
    throw new BrokenSeal(entry.sequence, "The record was changed after it was sealed");
  }
  if (row.misfit !== null) {
    throw new BrokenSeal(entry.sequence, `The record's ${row.misfit} is not the value that it commits to`);
  }
}

const added = ({ sequence }: Entry): BrokenSeal =>
  new BrokenSeal(sequence, "The record was added to a range that was sealed without it");
