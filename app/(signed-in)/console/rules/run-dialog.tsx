import { deedText, isUnderWay } from "#components/rules/wording";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { approveExecution, cancelExecution } from "#lib/rules/execution-operations";
import type { RuleExecution } from "#lib/rules/execution-schema";
import { decideRunAction } from "./run-actions.ts";

/** Whether the actor could let the run go on: whoever started it could not. */
export const mayApprove = (run: RuleExecution, actor: Actor): boolean =>
  run.status === "awaiting_approval" && run.startedById !== actor.id && can(actor, approveExecution.policy);

/** Whether the actor could end the run. */
export const mayCancel = (run: RuleExecution, actor: Actor): boolean =>
  isUnderWay(run.status) && can(actor, cancelExecution.policy);

interface RunDialogProps {
  readonly kind: string | undefined;
  readonly run: RuleExecution | undefined;
  readonly actor: Actor;
  readonly closeHref: string;
}

/** The dialog about a run that `?dialog=` names, with what would happen as the run has planned it. */
export function RunDialog({ kind, run, actor, closeHref }: RunDialogProps) {
  if (run === undefined) {
    return null;
  }
  const { progress, action, entity, executionId } = run;
  const left = progress.total - progress.done - progress.failed;
  const shared = { closeHref, action: decideRunAction, reason: "optional" } as const;
  const values = { executionId, key: crypto.randomUUID() };
  if (kind === "approve" && mayApprove(run, actor)) {
    const deed = deedText(action, left, entity);
    return (
      <ConfirmDialog
        {...shared}
        title={`Approve the run of ${run.ruleName}?`}
        description={`It waits because ${run.parkedWhy}. Each one is looked at again right before it is acted on.`}
        effects={[{ label: `Acted on: ${entity}s`, count: left }]}
        confirmLabel={`Approve: ${deed}`}
        pendingLabel="Approving…"
        values={{ ...values, decision: "approve" }}
      />
    );
  }
  return kind === "cancel" && mayCancel(run, actor) ? (
    <ConfirmDialog
      {...shared}
      title={`Cancel the run of ${run.ruleName}?`}
      description="What it has done stays as it is."
      effects={[{ label: `Left alone: ${entity}s`, count: left }]}
      confirmLabel="Cancel the run"
      pendingLabel="Cancelling…"
      reversibility="It cannot be taken up again; the rule can be run anew."
      values={{ ...values, decision: "cancel" }}
    />
  ) : null;
}
