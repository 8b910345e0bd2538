import { Prisma } from "../../db/generated/client.ts";
import type { Fact } from "../catalogue.ts";
import type { Condition } from "../condition/compile.ts";

/** A metric's window in a condition, and the column that holds it. */
export interface Figure {
  readonly fact: Fact & { readonly kind: "metric" };
  readonly column: Prisma.Sql;
  /** Events after this moment count. */
  readonly from: Date;
}

/** More than a condition can have of them: every variable and the most metrics. */
const COLUMNS = Array.from({ length: 20 }, (_, n) => Prisma.raw(`v${n}`));

/** The column of each fact, by its place in the condition: no name of the condition becomes a name in SQL. */
export function columnOf({ facts }: Condition, fact: Fact): Prisma.Sql {
  const column = COLUMNS[facts.indexOf(fact)];
  if (!column) {
    throw new Error(`no column for ${fact.name}`);
  }
  return column;
}

/** The condition's metrics with their windows as of a moment: (asOf − window, asOf]. */
export const figuresOf = (condition: Condition, asOf: Date): Figure[] =>
  condition.facts
    .filter((fact) => fact.kind === "metric")
    .map((fact) => ({
      fact,
      column: columnOf(condition, fact),
      from: new Date(asOf.getTime() - fact.windowSec * 1000),
    }));

/** The earliest moment that any of the figures looks back to. */
export const earliestOf = (figures: readonly Figure[]): Date =>
  new Date(Math.min(...figures.map(({ from }) => from.getTime())));
