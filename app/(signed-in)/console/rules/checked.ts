import type { ConditionCheck, Position } from "#components/rules/rule-form-state";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import type { RuleAction } from "#lib/rules/catalogue";
import { validateRule } from "#lib/rules/language-operations";

/** What the compiler says of a condition. Throws whatever is not about the condition. */
export async function checkCondition(caller: Caller, condition: string, action: string): Promise<ConditionCheck> {
  try {
    const body = { condition, action: action as RuleAction };
    const { reading, bucketSeconds, looksAtAll, reads } = (await perform(validateRule, caller, { body })).data;
    const unavailable = reads.filter(({ isAvailable }) => !isAvailable).map(({ name }) => name);
    return { reading, bucketSeconds, looksAtAll, unavailable };
  } catch (thrown) {
    const mistake = mistakeOf(thrown);
    if (mistake === null) {
      throw thrown;
    }
    return mistake;
  }
}

/** Why a condition was refused, with its place and what to do about it in words; null for any other failure. */
export function mistakeOf(thrown: unknown): (ConditionCheck & { readonly message: string }) | null {
  if (!(thrown instanceof AppError)) {
    return null;
  }
  const message = thrown.detail.fields?.["condition"];
  if (message === undefined) {
    return null;
  }
  const { position, hint } = { position: null, hint: "", ...thrown.detail.response } as {
    readonly position: Position | null;
    readonly hint: string;
  };
  const place = position === null ? "" : ` (line ${position.line}, column ${position.column})`;
  return { message: `${message}${place}${hint === "" ? "" : `. ${hint}`}`, position };
}
