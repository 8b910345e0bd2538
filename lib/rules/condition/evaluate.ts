import type { FactValue } from "../catalogue.ts";
import type { Arithmetic, Comparison, Tree } from "./tree.ts";

/** What is known of one entity at one moment, by the names that the condition uses; null or absent is unknown. */
export type Facts = Readonly<Record<string, FactValue>>;

/**
 * The value of the condition for one entity: true, false, or null where it cannot be known. Unknown is that of CEL and of SQL alike:
 * it spreads through comparisons and arithmetic, and `&&` and `||` get over it where the other side decides. A rule acts on true alone.
 */
export const holds = (tree: Tree, facts: Facts): boolean => evaluate(tree, facts) === true;

/** The value of any node; see `holds`. */
export function evaluate(tree: Tree, facts: Facts): FactValue {
  switch (tree.kind) {
    case "literal":
      return tree.value;
    case "fact":
      return facts[tree.fact.name] ?? null;
    case "known":
      return (facts[tree.fact.name] ?? null) !== null;
    case "not":
      return not(evaluate(tree.of, facts));
    case "logic":
      return logic(tree.op === "||", evaluate(tree.left, facts), evaluate(tree.right, facts));
    case "compare":
      return compare(tree.op, evaluate(tree.left, facts), evaluate(tree.right, facts));
    case "arithmetic":
      return calculate(tree.op, evaluate(tree.left, facts), evaluate(tree.right, facts), tree.type === "int");
    case "negate":
      return negate(evaluate(tree.of, facts));
    case "member":
      return member(evaluate(tree.of, facts), tree);
    case "choice":
      return choose(evaluate(tree.when, facts), tree, facts);
    default:
      return tree satisfies never;
  }
}

const not = (value: FactValue): FactValue => (value === null ? null : !value);
const negate = (value: FactValue): FactValue => (value === null ? null : -Number(value));

/** `decisive` settles the result whatever the other side is: true for `||`, false for `&&`. */
function logic(decisive: boolean, left: FactValue, right: FactValue): FactValue {
  if (left === decisive || right === decisive) {
    return decisive;
  }
  return left === null || right === null ? null : !decisive;
}

function compare(op: Comparison, left: FactValue, right: FactValue): FactValue {
  if (left === null || right === null) {
    return null;
  }
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return op satisfies never;
  }
}

function calculate(op: Arithmetic, left: FactValue, right: FactValue, isInt: boolean): FactValue {
  if (left === null || right === null) {
    return null;
  }
  const [a, b] = [Number(left), Number(right)];
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      // Without the rest the quotient of whole numbers is exact.
      return b === 0 ? null : (isInt ? a - (a % b) : a) / b;
    case "%":
      return b === 0 ? null : a % b;
    default:
      return op satisfies never;
  }
}

const member = (value: FactValue, { list }: Tree & { readonly kind: "member" }): FactValue =>
  value === null ? null : list.some((literal) => literal.value === value);

function choose(when: FactValue, { yes, no }: Tree & { readonly kind: "choice" }, facts: Facts): FactValue {
  return when === null ? null : evaluate(when ? yes : no, facts);
}
