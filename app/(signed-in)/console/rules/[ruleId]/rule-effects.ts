import { ACTION_WORDS, counted } from "#components/rules/wording";
import type { Effect } from "#components/ui/confirm-dialog";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import type { Rule } from "#lib/rules/schema";
import { executeRule } from "#lib/rules/trial-operations";
import type { RuleDryRun } from "#lib/rules/trial-schema";

/** What the rule would do at this moment, rehearsed without leaving a trace; or why it could not run. */
export async function effectsOf({ ruleId, action, entity, mode }: Rule, caller: Caller): Promise<Effect[]> {
  try {
    const query = { dryRun: "true", limit: "1" };
    const { data } = await dryRun(executeRule, caller, { path: { ruleId }, query });
    const { impactedTotal, evaluated, parkedWhy } = data.preview as Pick<
      RuleDryRun,
      "impactedTotal" | "evaluated" | "parkedWhy"
    >;
    const done = mode === "observe" ? "recorded, not acted on" : ACTION_WORDS[action].done;
    return [
      { label: `To be ${done} now, of ${counted(evaluated, entity)} in its scope`, count: impactedTotal },
      ...(parkedWhy === null ? [] : [{ label: `A run would wait for an approval: ${parkedWhy}` }]),
    ];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500) {
      return [{ label: thrown.message }];
    }
    throw thrown;
  }
}
