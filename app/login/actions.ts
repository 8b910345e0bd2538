"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { closeConsoleSession, currentCaller, openConsoleSession } from "#lib/auth/console";
import { logout } from "#lib/auth/session-operations";
import { consoleLogin } from "#lib/auth/sign-in-operations";
import { AppError } from "#lib/core/errors";
import { perform } from "#lib/operation/perform";
import { scopeOf } from "#lib/operation/request";
import { ANONYMOUS } from "#lib/operation/serve";

export interface SignInState {
  readonly error?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly email?: string;
}

/** Signs the console in and goes where the visitor wanted to go. Works as a plain form post. */
export async function signIn(_state: SignInState, form: FormData): Promise<SignInState> {
  const email = String(form.get("email") ?? "");
  try {
    const caller = { actor: ANONYMOUS, request: scopeOf(await headers()) };
    const { data } = await perform(consoleLogin, caller, {
      body: { email, password: String(form.get("password") ?? "") },
    });
    await openConsoleSession(data);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    const { fields, response } = thrown.detail;
    if (typeof response?.["resetToken"] === "string") {
      // Behind `#`, which browsers keep to themselves, as in the links that are mailed.
      redirect(`/reset-password#${response["resetToken"]}`);
    }
    return { email, error: describe(thrown), ...(fields && { fields: { ...fields } }) };
  }
  redirect(safePath(String(form.get("returnTo") ?? "")));
}

function describe({ code, message, detail }: AppError): string {
  if (code === "RATE_LIMITED") {
    const minutes = Math.ceil((detail.retryAfterSec ?? 60) / 60);
    return `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  }
  if (code === "UNAVAILABLE") {
    return "The database is out of reach. Nothing was changed; try again in a moment.";
  }
  if (code === "UNAUTHENTICATED") {
    return "Wrong e-mail address or password.";
  }
  return code === "VALIDATION" ? "Check the fields below." : message;
}

/** Only a path of this site: anything else, `//host`, `/\host` and `/.//host` included, would send the visitor away. */
const safePath = (path: string): string =>
  /^(\/(?!\/)[\w\-.%~+:,@]*)+(\?[\w\-./?=&%~+:,@]*)?$/.test(path) ? path : "/console";

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  const caller = await currentCaller();
  if (caller) {
    await perform(logout, caller, { body: {} });
  }
  await closeConsoleSession();
  redirect("/login");
}
