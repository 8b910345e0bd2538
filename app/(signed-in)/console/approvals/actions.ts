"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { rejectProposal, withdrawProposal } from "#lib/proposals/operations";
import { approveProposal } from "#lib/super-admin-api";

const MESSAGES = {
  approve: { tone: "success", message: "Approved, and carried out." },
  reject: { tone: "warning", message: "Rejected. Nothing was changed." },
  withdraw: { tone: "info", message: "Withdrawn. Nothing was changed." },
} as const;
type Decision = keyof typeof MESSAGES;

const isDecision = (text: string): text is Decision => Object.hasOwn(MESSAGES, text);

/** Approves, rejects or withdraws a proposal. */
export async function decideProposalAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const {
    proposalId = "",
    decision = "",
    reason = "",
    key = "",
  } = fieldsOf(form, ["proposalId", "decision", "reason", "key"]);
  if (!isDecision(decision)) {
    return { error: "Nothing was decided." };
  }
  const path = { proposalId };
  const options = { idempotencyKey: key || undefined };
  const optional = reason.trim() === "" ? {} : { reason };
  try {
    if (decision === "approve") {
      await perform(approveProposal, caller, { path, body: optional }, options);
    } else if (decision === "withdraw") {
      await perform(withdrawProposal, caller, { path, body: optional }, options);
    } else {
      await perform(rejectProposal, caller, { path, body: { reason } }, options);
    }
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  await announce({ ...MESSAGES[decision], link: auditLink(proposalId) });
  redirect(`/console/approvals/${proposalId}`);
}
