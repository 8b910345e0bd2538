import type { FactType } from "../catalogue.ts";
import type { Arithmetic } from "./tree.ts";

/** Bounds of a number's absolute value: at most `max`, and at least `tiny` unless it is zero. */
export interface Magnitude {
  readonly max: number;
  readonly tiny: number;
}

/** No counted figure exceeds this; the planner caps what it counts. */
export const COUNT_MAX = 1e12;
/** Percentages above this are reported as this. */
export const RATE_MAX = 1e9;
/** The smallest rate that is not zero: one in COUNT_MAX, in percent. */
const RATE_TINY = 1e-10;
/** Whole numbers beyond ±2^53 are not exact in every reading of a condition. */
const INT_MAX = Number.MAX_SAFE_INTEGER;
/** Fractions stay far from where PostgreSQL reports overflow or underflow. */
const DOUBLE_MAX = 1e300;
const DOUBLE_TINY = 1e-280;

/** The bounds of a fact of the type. */
export const factMagnitude = (type: FactType): Magnitude =>
  type === "double" ? { max: RATE_MAX, tiny: RATE_TINY } : { max: COUNT_MAX, tiny: 1 };

/** The bounds of a literal. */
export const literalMagnitude = (value: number): Magnitude => ({ max: Math.abs(value), tiny: Math.abs(value) || 1 });

/** The bounds of `a op b`. */
export function combine(op: Arithmetic, a: Magnitude, b: Magnitude, type: FactType): Magnitude {
  const isInt = type === "int";
  switch (op) {
    case "+":
    case "-":
      // A difference of doubles that is not zero is at least one unit in the last place of the smaller.
      return { max: a.max + b.max, tiny: isInt ? 1 : Math.min(a.tiny, b.tiny) * Number.EPSILON };
    case "*":
      return { max: a.max * b.max, tiny: isInt ? 1 : a.tiny * b.tiny * (1 - Number.EPSILON) };
    case "/":
      return isInt ? { max: a.max, tiny: 1 } : { max: a.max / b.tiny, tiny: a.tiny / Math.max(b.max, b.tiny) };
    case "%":
      return { max: Math.min(a.max, b.max), tiny: 1 };
    default:
      return op satisfies never;
  }
}

/** Either of the two, as a choice yields. */
export const either = (a: Magnitude, b: Magnitude): Magnitude => ({
  max: Math.max(a.max, b.max),
  tiny: Math.min(a.tiny, b.tiny),
});

/** Whether every number within the bounds is exact (int) or finite and normal (double) in every reading. */
export const isSafe = ({ max, tiny }: Magnitude, type: FactType): boolean =>
  type === "double" ? max <= DOUBLE_MAX && tiny >= DOUBLE_TINY : max <= INT_MAX;
