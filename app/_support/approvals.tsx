import { Banner } from "#components/ui/banner";
import { configuration } from "#lib/configuration/current";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { type ApprovalPolicy, GROUND_LABELS } from "#lib/proposals/catalogue";
import { listProposals, rejectProposal } from "#lib/proposals/operations";

/** How many proposals wait for this caller; none, unasked, while nothing needs a second person or they may decide nothing. */
export async function waitingForMe(caller: Caller): Promise<number> {
  try {
    if (!can(caller.actor, rejectProposal.policy) || !(await configuration())["approvals.required"]) {
      return 0;
    }
    const query = { waitingForMe: "true", pageSize: "1" } as const;
    return (await perform(listProposals, caller, { query })).data.totalItems;
  } catch (thrown) {
    // A page is not lost because its navigation cannot count.
    if (thrown instanceof AppError) {
      return 0;
    }
    throw thrown;
  }
}

/** Says above a form that some of what it can save needs a second person; nothing while it does not. */
export async function SecondPersonNote({ ground }: { readonly ground: ApprovalPolicy }) {
  const values = await configuration();
  if (!values["approvals.required"] || !values["approvals.operations"].includes(ground)) {
    return null;
  }
  return (
    <Banner tone="info" title={`It takes two people to ${GROUND_LABELS[ground]}.`}>
      Saving that proposes it; another super admin has to approve it within {values["approvals.expiryHours"]} hours.
      Everything else is saved at once.
    </Banner>
  );
}
