import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { FormState } from "#components/ui/form-state";
import { openConsoleSession } from "#lib/auth/console";
import { consoleLogin } from "#lib/auth/sign-in-operations";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { scopeOf } from "#lib/operation/request";
import { ANONYMOUS } from "#lib/operation/serve";
import { failedForm } from "./form.ts";

/** Spends a one-time token on a password; resolves to the address of the account. */
type Spend = (caller: Caller, token: string, password: string) => Promise<string>;

/** Saves the password and signs in with it. An account that may not sign in is told so: its password is saved all the same. */
export async function saveAndSignIn(form: FormData, field: string, spend: Spend): Promise<FormState> {
  const caller: Caller = { actor: ANONYMOUS, request: scopeOf(await headers()) };
  const password = String(form.get("password") ?? "");
  const token = String(form.get(field) ?? "").trim();
  let email: string;
  try {
    email = await spend(caller, token, password);
  } catch (thrown) {
    return failedForm(thrown, caller, { [field]: token });
  }
  try {
    const { data: session } = await perform(consoleLogin, caller, { body: { email, password } });
    await openConsoleSession(session);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.detail.response?.["totpRequired"] === true) {
      redirect("/login?notice=password-saved");
    }
    const failed = failedForm(thrown, caller);
    const why = thrown instanceof AppError && thrown.code === "FORBIDDEN" ? thrown.message : (failed.error ?? "");
    return { error: `The password has been saved, but you cannot sign in now. ${why}` };
  }
  redirect("/console");
}
