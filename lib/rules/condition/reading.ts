import { type Fact, windowWords } from "../catalogue.ts";
import type { Condition } from "./compile.ts";
import type { Arithmetic, Comparison, Literal, Tree } from "./tree.ts";

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  "==": "is",
  "!=": "is not",
  "<": "is less than",
  "<=": "is at most",
  ">": "is more than",
  ">=": "is at least",
};
const ARITHMETIC: Readonly<Record<Arithmetic, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "divided by",
  "%": "modulo",
};

/** The condition as an English sentence, for people who do not read CEL. */
export function readingOf({ tree, entity }: Condition): string {
  const prefix = entity === "user" ? "Users for whom" : "Tenants for which";
  return `${prefix} ${words(tree)}.`;
}

function words(tree: Tree): string {
  switch (tree.kind) {
    case "literal":
      return literalWords(tree);
    case "fact":
      return factWords(tree.fact);
    case "known":
      return presence(tree.fact);
    case "not":
      return negated(tree.of);
    case "logic":
      return `${grouped(tree.left, tree.op)} ${tree.op === "&&" ? "and" : "or"} ${grouped(tree.right, tree.op)}`;
    case "compare":
      return comparison(tree);
    case "arithmetic":
      return `${term(tree.left)} ${ARITHMETIC[tree.op]} ${term(tree.right)}`;
    case "negate":
      return `minus ${term(tree.of)}`;
    case "member":
      return `${operand(tree.of)} is ${tree.list.length === 1 ? "" : "one of "}${tree.list.map(literalWords).join(", ")}`;
    case "choice":
      return `(if ${words(tree.when)} then ${words(tree.yes)}, otherwise ${words(tree.no)})`;
    default:
      return tree satisfies never;
  }
}

const factWords = (fact: Fact): string =>
  fact.kind === "metric"
    ? `${fact.metric.description} in the last ${windowWords(fact.windowSec)}`
    : fact.variable.description;

const presence = (fact: Fact): string =>
  (fact.kind === "variable" ? fact.variable.presence : undefined) ?? `${factWords(fact)} is known`;

const literalWords = ({ type, value }: Literal): string => (type === "string" ? `“${value}”` : String(value));

/** Mixed `and` and `or` are kept apart by brackets, as the condition keeps them. */
const grouped = (part: Tree, op: "&&" | "||"): string =>
  part.kind === "logic" && part.op !== op ? `(${words(part)})` : words(part);

const term = (part: Tree): string => (part.kind === "arithmetic" ? `(${words(part)})` : words(part));

/** A yes-or-no part as one side of a comparison. */
const operand = (part: Tree): string =>
  part.type === "bool" && part.kind !== "literal" ? `“${words(part)}”` : words(part);

function comparison({ op, left, right }: Tree & { readonly kind: "compare" }): string {
  const percent = [left, right].some(
    (side) => side.kind === "fact" && side.fact.kind === "metric" && side.fact.metric.unit === "percent",
  );
  const written = right.kind === "literal" && percent ? `${literalWords(right)} %` : operand(right);
  return `${operand(left)} ${COMPARISONS[op]} ${written}`;
}

const negated = (of: Tree): string => `it is not so that ${of.kind === "logic" ? `(${words(of)})` : words(of)}`;
