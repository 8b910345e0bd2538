/** Where something is wrong: line and column from 1, the column in UTF-16 units as an editor counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a condition does not compile (decisions §9 Rules). */
export interface Problem {
  readonly message: string;
  readonly position: Position;
  /** What to do about it. */
  readonly hint: string;
}

/** A refusal at an offset into the source; the compiler turns it into a Problem. */
export class Refusal extends Error {
  readonly at: number;
  readonly hint: string;

  constructor(message: string, at: number, hint: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

/** The line and column of an offset. */
export function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
