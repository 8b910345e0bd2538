"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { safePath } from "#app/_support/safe-path.ts";
import type { SignInState } from "#components/auth/login-form";
import { closeConsoleSession, openConsoleSession, signedInCaller } from "#lib/auth/console";
import { ticketCookieName } from "#lib/auth/next-auth-handler";
import { oidcLogin } from "#lib/auth/oidc/operation";
import { logout } from "#lib/auth/session-operations";
import { consoleLogin } from "#lib/auth/sign-in-operations";
import { type FirstFactor, openTicket, sealTicket } from "#lib/auth/sign-in-ticket";
import { clock } from "#lib/core/clock";
import { AppError } from "#lib/core/errors";
import { isHttps } from "#lib/env";
import { perform } from "#lib/operation/perform";
import { scopeOf } from "#lib/operation/request";
import { ANONYMOUS } from "#lib/operation/serve";

/** Signs the console in and goes where the visitor wanted to go; asks for the code where one is needed. Works as a plain form post. */
export async function signIn(_state: SignInState, form: FormData): Promise<SignInState> {
  const given = givenIn(form);
  if (given === null) {
    return { error: "That took too long. Sign in again." };
  }
  try {
    const caller = { actor: ANONYMOUS, request: scopeOf(await headers()) };
    const { data } =
      "password" in given
        ? await perform(consoleLogin, caller, { body: given })
        : await perform(oidcLogin, caller, { body: given });
    await openConsoleSession(data);
    (await cookies()).delete({ name: ticketCookieName(), path: "/login", secure: isHttps() });
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return refused(thrown, given);
  }
  redirect(safePath(String(form.get("returnTo") ?? "")));
}

type Given = FirstFactor & { readonly totp?: string | undefined };

/** What was typed, or with the code what was sealed before; null when that is too old. */
function givenIn(form: FormData): Given | null {
  const ticket = String(form.get("ticket") ?? "");
  if (ticket === "") {
    return { email: String(form.get("email") ?? ""), password: String(form.get("password") ?? "") };
  }
  const sealed = openTicket(ticket, clock.now());
  return sealed && { ...sealed, totp: String(form.get("totp") ?? "") };
}

function refused(error: AppError, given: Given): SignInState {
  const email = "password" in given ? given.email : undefined;
  const { fields, response } = error.detail;
  if (typeof response?.["resetToken"] === "string") {
    // Behind `#`, which browsers keep to themselves, as in the links that are mailed.
    redirect(`/reset-password#${response["resetToken"]}`);
  }
  if (response?.["totpRequired"] !== true) {
    return { ...(email && { email }), error: describe(error), ...(fields && { fields: { ...fields } }) };
  }
  const asked = { ...(email && { email }), ticket: sealTicket(given, clock.now()) };
  return given.totp === undefined
    ? asked
    : { ...asked, error: "Check the code.", fields: { totp: "Does not fit. Each code is good once." } };
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

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  const caller = await signedInCaller();
  if (caller) {
    await perform(logout, caller, { body: {} });
  }
  await closeConsoleSession();
  redirect("/login");
}
