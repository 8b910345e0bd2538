import type { ASTNode } from "@marcbachmann/cel-js";
import type { Fact } from "../catalogue.ts";
import { literalOf } from "./literal.ts";
import { combine, either, factMagnitude, isSafe, literalMagnitude, type Magnitude } from "./magnitude.ts";
import { Refusal } from "./problem.ts";
import { fieldOf, known } from "./survey.ts";
import type { Arithmetic, Comparison, Literal, Tree } from "./tree.ts";
import { assertPossible, isNumber, mismatch, TYPE_WORDS } from "./typing.ts";

/** The fact of a name that the survey found. */
export type FactOf = (name: string) => Fact;

/** A subtree and, for numbers, how big its value can be. */
interface Sized {
  readonly tree: Tree;
  readonly size: Magnitude;
}

const NO_SIZE: Magnitude = { max: 0, tiny: 1 };
const bool = (tree: Tree): Sized => ({ tree, size: NO_SIZE });
/** The checked tree of a surveyed condition. Throws Refusal on types that do not meet and numbers that could overflow. */
export function translate(root: ASTNode, factOf: FactOf): Tree {
  const visit = (node: ASTNode): Sized => translateNode(node, visit, factOf);
  const { tree } = visit(root);
  if (tree.type !== "bool") {
    throw new Refusal(`The condition is ${TYPE_WORDS[tree.type]}`, root.start, "It must be true or false: compare it");
  }
  return tree;
}

function translateNode(node: ASTNode, visit: (node: ASTNode) => Sized, factOf: FactOf): Sized {
  switch (node.op) {
    case "value":
      return literalNode(literalOf(node.args, node.start));
    case "id":
      return factNode(factOf(node.args));
    case ".":
      return factNode(factOf(fieldOf(node).name));
    case "call":
      return bool({ kind: "known", type: "bool", fact: factOf(known(node).name) });
    case "!_":
      return bool({ kind: "not", type: "bool", of: booleanOf(node.args, visit) });
    case "-_":
      return negation(node, visit);
    case "&&":
    case "||":
      return bool({ kind: "logic", type: "bool", op: node.op, ...booleans(node.args, visit) });
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return bool(comparison(node.op, node, visit));
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(node.op, node, visit);
    case "in":
      return bool(membership(node, visit));
    case "?:":
      return choice(node, visit);
    default:
      throw new Refusal("This is not allowed here", node.start, "A list stands only on the right of `in`");
  }
}

type Visit = (node: ASTNode) => Sized;
type Node<Op extends ASTNode["op"]> = ASTNode & { readonly op: Op };

const literalNode = (tree: Literal): Sized => ({
  tree,
  size: typeof tree.value === "number" ? literalMagnitude(tree.value) : NO_SIZE,
});

const factNode = (fact: Fact): Sized => ({
  tree: { kind: "fact", type: fact.type, fact },
  size: fact.type === "int" || fact.type === "double" ? factMagnitude(fact.type) : NO_SIZE,
});

function booleanOf(node: ASTNode, visit: Visit): Tree {
  const { tree } = visit(node);
  if (tree.type !== "bool") {
    throw new Refusal(`This is ${TYPE_WORDS[tree.type]}, not true or false`, node.start, "Compare it with something");
  }
  return tree;
}

const booleans = ([left, right]: readonly [ASTNode, ASTNode], visit: Visit) => ({
  left: booleanOf(left, visit),
  right: booleanOf(right, visit),
});

function negation(node: Node<"-_">, visit: Visit): Sized {
  const { tree, size } = visit(node.args);
  if (!isNumber(tree)) {
    throw new Refusal(`${TYPE_WORDS[tree.type]} has no negative`, node.start, "Use ! to negate a condition");
  }
  return tree.kind === "literal"
    ? { tree: { ...tree, value: -Number(tree.value) }, size }
    : { tree: { kind: "negate", type: tree.type, of: tree }, size };
}

function comparison(op: Comparison, node: Node<Comparison>, visit: Visit): Tree {
  const [left, right] = [visit(node.args[0]).tree, visit(node.args[1]).tree];
  const isOrder = op !== "==" && op !== "!=";
  if (isOrder ? !(isNumber(left) && isNumber(right)) : left.type !== right.type) {
    throw mismatch(op, left, right, node.start);
  }
  assertPossible(left, right, node.args[1].start);
  assertPossible(right, left, node.args[0].start);
  return { kind: "compare", type: "bool", op, left, right };
}

function arithmetic(op: Arithmetic, node: Node<Arithmetic>, visit: Visit): Sized {
  const [left, right] = [visit(node.args[0]), visit(node.args[1])];
  const { type } = left.tree;
  if (!isNumber(left.tree) || !isNumber(right.tree)) {
    throw new Refusal(
      `${op} needs numbers on both sides`,
      node.start,
      "Text and true or false cannot be calculated with",
    );
  }
  if (type !== right.tree.type || (op === "%" && type === "double")) {
    throw new Refusal(
      `${op} does not mix whole numbers and fractions`,
      node.start,
      "Write whole numbers with .0 beside a rate: 2.0",
    );
  }
  const size = combine(op, left.size, right.size, type);
  if (!isSafe(size, type)) {
    throw new Refusal("The result could become too large", node.start, "Use fewer or smaller factors");
  }
  return { tree: { kind: "arithmetic", type, op, left: left.tree, right: right.tree }, size };
}

function membership(node: Node<"in">, visit: Visit): Tree {
  const [item, list] = node.args;
  const of = visit(item).tree;
  if (list.op !== "list" || list.args.length === 0) {
    throw new Refusal(
      "in needs a list with something in it",
      list.start,
      'Write user.role in ["PoolAdmin", "Support"]',
    );
  }
  const members = list.args.map((member) => memberLiteral(member, of, visit));
  return { kind: "member", type: "bool", of, list: members };
}

function memberLiteral(node: ASTNode, of: Tree, visit: Visit): Literal {
  const { tree } = visit(node);
  if (tree.kind !== "literal") {
    throw new Refusal("A list holds plain values only", node.start, "Write the values themselves");
  }
  if (tree.type !== of.type) {
    throw mismatch("in", of, tree, node.start);
  }
  assertPossible(of, tree, node.start);
  return tree;
}

function choice(node: Node<"?:">, visit: Visit): Sized {
  const [condition, first, second] = node.args;
  const when = booleanOf(condition, visit);
  const [yes, no] = [visit(first), visit(second)];
  if (yes.tree.type !== no.tree.type) {
    throw mismatch("? :", yes.tree, no.tree, node.start);
  }
  const { type } = yes.tree;
  return {
    tree: { kind: "choice", type, when, yes: yes.tree, no: no.tree },
    size: isNumber(yes.tree) ? either(yes.size, no.size) : NO_SIZE,
  };
}
