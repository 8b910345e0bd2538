import type { Fact, FactType } from "../catalogue.ts";

/** Comparison operators in CEL's spelling. */
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
/** Arithmetic operators in CEL's spelling; whole numbers divide towards zero. */
export type Arithmetic = "+" | "-" | "*" | "/" | "%";

interface Typed {
  readonly type: FactType;
}

export type Literal = Typed & { readonly kind: "literal"; readonly value: number | boolean | string };

/**
 * A checked condition: every node has one type, and no node can overflow. It is total over known facts but for division by zero,
 * which is unknown like a missing fact. The evaluator, the SQL and the plain reading are three readings of this one tree.
 */
export type Tree =
  | Literal
  | (Typed & { readonly kind: "fact"; readonly fact: Fact })
  | (Typed & { readonly kind: "known"; readonly fact: Fact })
  | (Typed & { readonly kind: "not"; readonly of: Tree })
  | (Typed & { readonly kind: "logic"; readonly op: "&&" | "||"; readonly left: Tree; readonly right: Tree })
  | (Typed & { readonly kind: "compare"; readonly op: Comparison; readonly left: Tree; readonly right: Tree })
  | (Typed & { readonly kind: "arithmetic"; readonly op: Arithmetic; readonly left: Tree; readonly right: Tree })
  | (Typed & { readonly kind: "negate"; readonly of: Tree })
  | (Typed & { readonly kind: "member"; readonly of: Tree; readonly list: readonly Literal[] })
  | (Typed & { readonly kind: "choice"; readonly when: Tree; readonly yes: Tree; readonly no: Tree });
