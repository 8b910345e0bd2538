import { proposalTitle } from "#components/proposals/wording";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { rejectProposal, withdrawProposal } from "#lib/proposals/operations";
import type { Proposal } from "#lib/proposals/schema";
import { approveProposal } from "#lib/super-admin-api";
import { decideProposalAction } from "./actions.ts";

const isOwn = ({ proposedById }: Proposal, { id }: Actor): boolean => proposedById === id;

/** Whether the actor could approve or reject it: whoever proposed it could not. */
export const mayDecide = (proposal: Proposal, actor: Actor): boolean =>
  proposal.status === "pending" &&
  !isOwn(proposal, actor) &&
  can(actor, approveProposal.policy) &&
  can(actor, rejectProposal.policy);

/** Whether the actor could take it back. */
export const mayWithdraw = (proposal: Proposal, actor: Actor): boolean =>
  proposal.status === "pending" && isOwn(proposal, actor) && can(actor, withdrawProposal.policy);

interface DecisionDialogProps {
  readonly kind: string | undefined;
  readonly proposal: Proposal;
  readonly actor: Actor;
  readonly closeHref: string;
}

/** The dialog about a proposal that `?dialog=` names: exactly what will happen. */
export function DecisionDialog({ kind, proposal, actor, closeHref }: DecisionDialogProps) {
  const { proposalId, effect } = proposal;
  const title = proposalTitle(proposal);
  const shared = { closeHref, action: decideProposalAction } as const;
  const values = { proposalId, key: crypto.randomUUID() };
  if (kind === "approve" && mayDecide(proposal, actor)) {
    return (
      <ConfirmDialog
        {...shared}
        title="Approve and carry out?"
        description={`${title}. It happens at once, exactly as shown, if nothing has changed since it was proposed.`}
        effects={Object.entries(effect.cascade).map(([label, count]) => ({ label: words(label), count }))}
        confirmLabel="Approve and carry out"
        pendingLabel="Carrying out…"
        reason="optional"
        reversibility="The audit log keeps who proposed it and that you approved it."
        values={{ ...values, decision: "approve" }}
      />
    );
  }
  if (kind === "reject" && mayDecide(proposal, actor)) {
    return (
      <ConfirmDialog
        {...shared}
        title="Reject the proposal?"
        description={`${title}. Nothing is changed.`}
        confirmLabel="Reject"
        pendingLabel="Rejecting…"
        reason="required"
        reversibility="The same can be proposed again."
        values={{ ...values, decision: "reject" }}
      />
    );
  }
  return kind === "withdraw" && mayWithdraw(proposal, actor) ? (
    <ConfirmDialog
      {...shared}
      title="Withdraw your proposal?"
      description={`${title}. Nothing is changed.`}
      confirmLabel="Withdraw"
      pendingLabel="Withdrawing…"
      reason="optional"
      reversibility="You can propose the same again."
      values={{ ...values, decision: "withdraw" }}
    />
  ) : null;
}

/** `refreshTokens` → "Refresh tokens". */
function words(name: string): string {
  const text = name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
