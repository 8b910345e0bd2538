"use server";
import { decodeJwt } from "jose";
import { redirect } from "next/navigation";
import { z } from "zod";
import { announce } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { openConsoleSession, pageCaller } from "#lib/auth/console";
import { unlinkIdentity } from "#lib/auth/identity-operations";
import { changePassword } from "#lib/auth/password-operations";
import { listSessions, revokeSession } from "#lib/auth/session-operations";
import { AppError } from "#lib/core/errors";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

const PATH = "/console/account";
/** The largest page of sessions. */
const MOST = "100";

const Claims = z.object({ sub: z.string(), sid: z.string(), ver: z.number() });

/** Changes the password; this browser stays signed in, every other session ends. */
export async function savePassword(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const {
    currentPassword = "",
    newPassword = "",
    repeated = "",
  } = fieldsOf(form, ["currentPassword", "newPassword", "repeated"]);
  if (newPassword !== repeated) {
    return {
      error: "Nothing was saved. Check the fields below.",
      fields: { repeated: "Differs from the new password" },
    };
  }
  try {
    const { data } = await perform(changePassword, caller, { body: { currentPassword, newPassword } });
    // The change outdates every token, the console's cookie included; the new pair says what the cookie must.
    const { sub, sid, ver } = Claims.parse(decodeJwt(data.accessToken));
    await openConsoleSession({ userId: sub, sessionId: sid, tokenVersion: ver });
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await flash("success", "Password changed. Every other session has ended.");
  redirect(PATH);
}

/** Ends the session named by the field `sessionId`. One that has ended meanwhile is no failure. */
export async function endSession(form: FormData): Promise<void> {
  const caller = await pageCaller();
  const { sessionId = "" } = fieldsOf(form, ["sessionId"]);
  try {
    await perform(revokeSession, caller, { path: { sessionId } });
    await flash("success", "Session ended.");
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    const { error = "" } = failedForm(thrown, caller);
    await (thrown.code === "NOT_FOUND" ? flash("info", "That session had already ended.") : flash("danger", error));
  }
  redirect(PATH);
}

/** Ends every session but this one, one after the other, so that each has its own row in the audit log. */
export async function endOtherSessions(): Promise<void> {
  const caller = await pageCaller();
  let ended = 0;
  try {
    let others = await othersOf(caller);
    while (others.length > 0) {
      for (const { sessionId } of others) {
        ended += (await endOne(caller, sessionId)) ? 1 : 0;
      }
      others = await othersOf(caller);
    }
    await flash("success", ended === 1 ? "One other session ended." : `${ended} other sessions ended.`);
  } catch (thrown) {
    await flash("danger", failedForm(thrown, caller).error ?? "");
  }
  redirect(PATH);
}

const othersOf = async (caller: Caller) => {
  const { data } = await perform(listSessions, caller, { query: { pageSize: MOST } });
  return data.items.filter(({ isCurrent }) => !isCurrent);
};

/** False when it had ended already. */
async function endOne(caller: Caller, sessionId: string): Promise<boolean> {
  try {
    await perform(revokeSession, caller, { path: { sessionId } });
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "NOT_FOUND") {
      return false;
    }
    throw thrown;
  }
}

/** Takes the identity of single sign-on named by the field `identityId` off the account. One that is gone already is no failure. */
export async function unlink(form: FormData): Promise<void> {
  const caller = await pageCaller();
  const { identityId = "" } = fieldsOf(form, ["identityId"]);
  try {
    await perform(unlinkIdentity, caller, { path: { identityId } });
    await flash(
      "success",
      "Unlinked. Your password signs you in; a first single sign-on with your address links anew.",
    );
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    const { error = "" } = failedForm(thrown, caller);
    await (thrown.code === "NOT_FOUND" ? flash("info", "It had already been unlinked.") : flash("danger", error));
  }
  redirect(PATH);
}

const flash = (tone: "success" | "info" | "danger", message: string): Promise<void> => announce({ tone, message });
