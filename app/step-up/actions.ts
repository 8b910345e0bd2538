"use server";

import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { StepUpState } from "#components/auth/step-up-state";
import { pageCaller } from "#lib/auth/console";
import { stepUp } from "#lib/auth/step-up";
import { AppError } from "#lib/core/errors";
import { perform } from "#lib/operation/perform";

/** Confirms who is there, for this session. */
export async function confirmSession(_state: StepUpState, form: FormData): Promise<StepUpState> {
  const caller = await pageCaller();
  const { stepUpPassword, stepUpCode } = fieldsOf(form, ["stepUpPassword", "stepUpCode"]);
  const body = { ...(stepUpPassword && { password: stepUpPassword }), ...(stepUpCode && { totp: stepUpCode }) };
  try {
    await perform(stepUp, caller, { body });
    return { done: true };
  } catch (thrown) {
    const { error, fields } = failedForm(thrown, caller);
    const { password, totp } = fields ?? {};
    return {
      error: sentence(thrown) ?? error,
      fields: { ...(password && { stepUpPassword: password }), ...(totp && { stepUpCode: totp }) },
    };
  }
}

function sentence(thrown: unknown): string | undefined {
  if (!(thrown instanceof AppError)) {
    return;
  }
  if (thrown.code === "RATE_LIMITED") {
    return `${thrown.message}: in ${Math.ceil((thrown.detail.retryAfterSec ?? 60) / 60)} min.`;
  }
  return thrown.code === "VALIDATION" ? "That did not fit." : undefined;
}
