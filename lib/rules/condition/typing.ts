import type { FactType } from "../catalogue.ts";
import { Refusal } from "./problem.ts";
import { nearest } from "./suggest.ts";
import type { Tree } from "./tree.ts";

/** Whether the subtree is a number of either type. */
export const isNumber = ({ type }: Tree): boolean => type === "int" || type === "double";

/** A type in words, for messages. */
export const TYPE_WORDS: Readonly<Record<FactType, string>> = {
  int: "a whole number",
  double: "a number with a fraction",
  bool: "true or false",
  string: "text",
};

/** The refusal of an operator between two types that it does not join. */
export function mismatch(op: string, left: Tree, right: Tree, at: number): Refusal {
  const message = `${op} does not compare ${TYPE_WORDS[left.type]} with ${TYPE_WORDS[right.type]}`;
  if (isNumber(left) && isNumber(right)) {
    return new Refusal(message, at, "Write whole numbers with .0 beside a rate: 5.0");
  }
  return left.type === right.type
    ? new Refusal(message, at, "Only numbers have an order; use == or !=")
    : new Refusal(message, at, "Both sides must be of one type");
}

/** A comparison with a value that the variable cannot have would never hold: it is a typing mistake. */
export function assertPossible(side: Tree, other: Tree, at: number): void {
  const values = side.kind === "fact" && side.fact.kind === "variable" ? side.fact.variable.values : undefined;
  if (values && other.kind === "literal" && !values.includes(String(other.value))) {
    const meant = nearest(String(other.value), values);
    const hint = meant === null ? `One of ${values.join(", ")}` : `Did you mean "${meant}"?`;
    throw new Refusal(`${side.kind === "fact" ? side.fact.name : ""} is never "${other.value}"`, at, hint);
  }
}
