import { isSafe, literalMagnitude } from "./magnitude.ts";
import { Refusal } from "./problem.ts";
import type { Literal } from "./tree.ts";

const FRACTION_MAX = 1e15;
const FRACTION_MIN = 1e-12;

/** A literal of the language at an offset. Throws Refusal on other kinds, on control characters, and on numbers out of range. */
export function literalOf(value: unknown, at: number): Literal {
  if (typeof value === "boolean") {
    return { kind: "literal", type: "bool", value };
  }
  if (typeof value === "string") {
    return { kind: "literal", type: "string", value: plainText(value, at) };
  }
  if (typeof value !== "bigint" && typeof value !== "number") {
    throw new Refusal("This literal is not allowed", at, "Use whole numbers, fractions, text, true and false");
  }
  const type = typeof value === "bigint" ? "int" : "double";
  const { max, tiny } = literalMagnitude(Number(value));
  if (!isSafe({ max, tiny }, type) || (type === "double" && (max > FRACTION_MAX || tiny < FRACTION_MIN))) {
    throw new Refusal("This number is out of range", at, "Whole numbers up to 2^53, fractions from 1e-12 to 1e15");
  }
  return { kind: "literal", type, value: Number(value) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point; PostgreSQL refuses U+0000 too.
const CONTROL = /[\u0000-\u001f\u007f]/;

function plainText(value: string, at: number): string {
  if (CONTROL.test(value) || !value.isWellFormed()) {
    throw new Refusal("Control characters are not allowed in text", at, "No value has any");
  }
  return value;
}
