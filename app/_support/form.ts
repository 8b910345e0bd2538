import { redirect } from "next/navigation";
import type { FormState } from "#components/ui/form-state";
import { AppError } from "#lib/core/errors";
import { log } from "#lib/observability/log";
import type { Caller } from "#lib/operation/operation";
import { stepUpOf } from "#lib/operation/step-up";
import { STEP_UP_POLICIES } from "#lib/policy/step-up";
import { proposalOf } from "#lib/proposals/proposal-of";

/** The named text fields of a form as they were sent. */
export const fieldsOf = (form: FormData, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")]));

/**
 * A failed submission as the form shows it: what went wrong, by field, with everything typed still there. What was proposed instead of
 * done is no failure: it leads to the proposal.
 */
export function failedForm(thrown: unknown, caller: Caller, values: Readonly<Record<string, string>> = {}): FormState {
  const proposalId = proposalOf(thrown);
  if (proposalId !== null) {
    redirect(`/console/approvals/${proposalId}?made=now`);
  }
  const { requestId } = caller.request;
  if (!(thrown instanceof AppError)) {
    log.error({ err: thrown, requestId }, "form failed");
    return { error: `Something went wrong on our side and nothing was saved. Request ${requestId}`, values };
  }
  if (thrown.status >= 500) {
    log.error({ err: thrown, requestId }, "form failed");
  }
  const wanted = stepUpOf(thrown);
  if (wanted !== null) {
    const { policy, methods } = wanted;
    return { error: thrown.message, values, stepUp: { what: STEP_UP_POLICIES[policy], methods: [...methods] } };
  }
  const { fields } = thrown.detail;
  // A copy: React refuses to send an object without a prototype to the browser.
  return { error: sentence(thrown, requestId), values, ...(fields && { fields: { ...fields } }) };
}

function sentence({ code, message, detail, status }: AppError, requestId: string): string {
  switch (code) {
    case "VALIDATION":
      return "Nothing was saved. Check the fields below.";
    case "PRECONDITION_FAILED":
      return "Somebody else has changed this since you opened it. Reload to see their version; nothing was saved.";
    case "FORBIDDEN":
      return "Your role does not allow this. The attempt has been recorded.";
    case "NOT_FOUND":
      return "This no longer exists.";
    case "RATE_LIMITED":
      return `You have used up this minute's allowance. Try again in ${detail.retryAfterSec ?? 60} s.`;
    case "DOWNSTREAM":
      return `A downstream system failed, so nothing was created. Request ${requestId}`;
    case "UNAVAILABLE":
      return `The database is out of reach. Nothing was saved. Request ${requestId}`;
    default:
      return status >= 500 ? `Something went wrong on our side and nothing was saved. Request ${requestId}` : message;
  }
}
