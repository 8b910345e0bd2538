import { effectsOf } from "#app/_support/effects.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { retryDeadLetter } from "#lib/jobs/dead-letter-operations";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { discardAction, retryAction } from "./actions.ts";

interface DeadLetterDialogProps {
  readonly kind: string | undefined;
  readonly deadLetterId: string | null | undefined;
  readonly caller: Caller;
  readonly closeHref: string;
}

/** The dialog about one dead letter that `?dialog=` names. */
export async function DeadLetterDialog({ kind, deadLetterId, caller, closeHref }: DeadLetterDialogProps) {
  if (!deadLetterId || !can(caller.actor, retryDeadLetter.policy)) {
    return null;
  }
  const shared = { closeHref, values: { deadLetterId, back: closeHref, key: crypto.randomUUID() } };
  if (kind === "retry") {
    return (
      <ConfirmDialog
        {...shared}
        title="Run this job again?"
        description="It begins anew, with all its attempts. If it fails again, the dead letter comes back open."
        action={retryAction}
        confirmLabel="Retry"
        pendingLabel="Queueing…"
        tone="primary"
        effects={await effectsOf({}, () => dryRun(retryDeadLetter, caller, { path: { deadLetterId } }))}
      />
    );
  }
  return kind === "discard" ? (
    <ConfirmDialog
      {...shared}
      title="Give this job up?"
      description="It will not be run again. The job and its attempts stay to be looked at."
      action={discardAction}
      confirmLabel="Discard"
      pendingLabel="Discarding…"
      reason="required"
      reversibility="This cannot be undone."
    />
  ) : null;
}
