import { effectsOf } from "#app/_support/effects.ts";
import { DEAD_LETTER_FILTERS } from "#components/jobs/wording";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { retryDeadLetters } from "#lib/jobs/dead-letter-operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { retryMatchingAction } from "../actions.ts";
import type { RetryFilter } from "../retry-filter.ts";

interface RetryMatchingDialogProps {
  readonly caller: Caller;
  readonly filter: RetryFilter;
  readonly closeHref: string;
}

/** Asks before all open dead letters of a filter are retried, with how many a dry run has counted. */
export async function RetryMatchingDialog({ caller, filter, closeHref }: RetryMatchingDialogProps) {
  if (!can(caller.actor, retryDeadLetters.policy)) {
    return null;
  }
  const conditions = Object.entries(filter).map(
    ([name, value]) => `${DEAD_LETTER_FILTERS[name as keyof typeof DEAD_LETTER_FILTERS]}: ${value}`,
  );
  return (
    <ConfirmDialog
      title="Run all matching jobs again?"
      description={`Every open dead letter of all pages with ${conditions.join(", ")}. Those whose retry fails come back open.`}
      closeHref={closeHref}
      values={{ filter: new URLSearchParams(filter).toString(), back: closeHref, key: crypto.randomUUID() }}
      action={retryMatchingAction}
      confirmLabel="Retry all"
      pendingLabel="Queueing…"
      tone="primary"
      effects={
        await effectsOf({ deadLetters: "Open dead letters retried" }, () =>
          dryRun(retryDeadLetters, caller, { body: filter }),
        )
      }
    />
  );
}
