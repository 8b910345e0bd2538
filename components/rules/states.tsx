import { StatusPill } from "#components/ui/status-pill";
import type { EXECUTION_STATUSES, Rule } from "#lib/rules/schema";
import { RUN_LOOKS, STATE_LOOKS } from "./wording.tsx";

/** How a rule stands, as icon, word and colour. */
export function RuleState({ state }: Pick<Rule, "state">) {
  const { tone, word } = STATE_LOOKS[state];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}

/** How a run stands, as icon, word and colour. */
export function RunState({ status }: { readonly status: (typeof EXECUTION_STATUSES)[number] }) {
  const { tone, word } = RUN_LOOKS[status];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}
