import { AppError } from "../core/errors.ts";
import { type Condition, compile } from "./condition/compile.ts";
import { readingOf } from "./condition/reading.ts";

/** The compiled condition. Throws VALIDATION on `condition` with its place and a hint (decisions §9 Rules). */
export function compiled(source: string, action: string): Condition {
  const result = compile(source, action);
  if (!result.ok) {
    const { message, position, hint } = result.problem;
    throw new AppError("VALIDATION", undefined, { fields: { condition: message }, response: { position, hint } });
  }
  return result.condition;
}

/** The condition in words; the condition itself where a later release no longer compiles it. */
export function readingFor(source: string, action: string): string {
  const result = compile(source, action);
  return result.ok ? readingOf(result.condition) : source;
}
