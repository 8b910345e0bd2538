"use server";

import { saveAndSignIn } from "#app/_support/one-time-password.ts";
import type { FormState } from "#components/ui/form-state";
import { acceptInvite } from "#lib/auth/password-operations";
import { perform } from "#lib/operation/perform";

/** Activates the account and signs it in. Works as a plain form post. */
export const acceptInvitation = async (_state: FormState, form: FormData): Promise<FormState> =>
  saveAndSignIn(form, "inviteToken", async (caller, inviteToken, password) => {
    const { data } = await perform(acceptInvite, caller, { body: { inviteToken, password } });
    return data.email;
  });
