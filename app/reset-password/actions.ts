"use server";

import { saveAndSignIn } from "#app/_support/one-time-password.ts";
import type { FormState } from "#components/ui/form-state";
import { resetPassword } from "#lib/auth/password-operations";
import { perform } from "#lib/operation/perform";

/** Saves the new password and signs in with it. Works as a plain form post. */
export const chooseNewPassword = async (_state: FormState, form: FormData): Promise<FormState> =>
  saveAndSignIn(form, "resetToken", async (caller, resetToken, password) => {
    const { data } = await perform(resetPassword, caller, { body: { resetToken, password } });
    return data.email;
  });
