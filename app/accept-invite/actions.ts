"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { failedForm } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { openConsoleSession } from "#lib/auth/console";
import { acceptInvite } from "#lib/auth/password-operations";
import { consoleLogin } from "#lib/auth/sign-in-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { scopeOf } from "#lib/operation/request";
import { ANONYMOUS } from "#lib/operation/serve";

/** Activates the account and signs it in. Works as a plain form post. */
export async function acceptInvitation(_state: FormState, form: FormData): Promise<FormState> {
  const caller: Caller = { actor: ANONYMOUS, request: scopeOf(await headers()) };
  const password = String(form.get("password") ?? "");
  const inviteToken = String(form.get("inviteToken") ?? "").trim();
  try {
    const { data: user } = await perform(acceptInvite, caller, { body: { inviteToken, password } });
    const { data: session } = await perform(consoleLogin, caller, { body: { email: user.email, password } });
    await openConsoleSession(session);
  } catch (thrown) {
    return failedForm(thrown, caller, { inviteToken });
  }
  redirect("/console");
}
