import type { Fact, FactValue } from "../catalogue.ts";
import { evaluate } from "./evaluate.ts";
import type { Tree } from "./tree.ts";

/** Some set of truth values: which of true, false and unknown a condition may turn out to be. */
interface Outcomes {
  readonly true: boolean;
  readonly false: boolean;
  readonly unknown: boolean;
}

const ANY: Outcomes = { true: true, false: true, unknown: true };

/** A fact's value where it is fixed, undefined where it may be anything. */
export type Fixed = (fact: Fact) => FactValue | undefined;

/**
 * Whether the condition can be true at all when some facts are fixed and the others may be anything. Errs on the side of "yes".
 * With an entity's counts fixed at zero, "no" means that entities without events need not be looked at.
 */
export const canHold = (tree: Tree, fixed: Fixed): boolean => outcomes(tree, fixed).true;

function outcomes(tree: Tree, fixed: Fixed): Outcomes {
  const value = fixedValue(tree, fixed);
  if (value !== undefined) {
    return { true: value === true, false: value === false, unknown: value === null };
  }
  if (tree.kind === "not") {
    const of = outcomes(tree.of, fixed);
    return { true: of.false, false: of.true, unknown: of.unknown };
  }
  return tree.kind === "logic" ? joined(tree, fixed) : ANY;
}

function joined({ op, left, right }: Tree & { readonly kind: "logic" }, fixed: Fixed): Outcomes {
  const [a, b] = [outcomes(left, fixed), outcomes(right, fixed)];
  return op === "&&"
    ? { true: a.true && b.true, false: a.false || b.false, unknown: a.unknown || b.unknown }
    : { true: a.true || b.true, false: a.false && b.false, unknown: a.unknown || b.unknown };
}

/** The value of a subtree that reads only fixed facts; undefined where it reads another. */
function fixedValue(tree: Tree, fixed: Fixed): FactValue | undefined {
  const facts = factsIn(tree);
  const values = facts.map((fact) => [fact.name, fixed(fact)] as const);
  return values.some(([, value]) => value === undefined)
    ? undefined
    : evaluate(tree, Object.fromEntries(values as [string, FactValue][]));
}

/** Every fact that a tree reads, repetitions included. */
export function factsIn(tree: Tree): Fact[] {
  switch (tree.kind) {
    case "literal":
      return [];
    case "fact":
    case "known":
      return [tree.fact];
    case "not":
    case "negate":
    case "member":
      return factsIn(tree.of);
    case "logic":
    case "compare":
    case "arithmetic":
      return [...factsIn(tree.left), ...factsIn(tree.right)];
    case "choice":
      return [tree.when, tree.yes, tree.no].flatMap(factsIn);
    default:
      return tree satisfies never;
  }
}
