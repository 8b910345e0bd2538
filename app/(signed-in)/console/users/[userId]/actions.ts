"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { dialogVersion, failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import type { LinkState } from "#components/users/link-dialog";
import type { UserFormState } from "#components/users/user-form-state";
import { pageCaller } from "#lib/auth/console";
import type { Caller } from "#lib/operation/operation";
import { dryRun, perform } from "#lib/operation/perform";
import { getUser, updateUser } from "#lib/users/operations";
import type { User } from "#lib/users/schema";
import { removeUserTotp } from "#lib/users/second-factor-operation";
import {
  endUserSession,
  forceLogout,
  inviteUserAgain,
  resetUserPassword,
  setUserLock,
} from "#lib/users/standing-operations";
import { tenantErrors, tenantIdsOf } from "../assignable.ts";

const hrefOf = (userId: string): string => `/console/users/${userId}`;

const counted = (sessions: number): string => `${sessions} ${sessions === 1 ? "session" : "sessions"}`;

/** Locks, or lifts a lock or suspension, with a reason. */
export async function lockUserAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { userId = "", reason = "" } = fieldsOf(form, ["userId", "reason"]);
  const isLocked = form.get("isLocked") === "true";
  let user: User;
  try {
    const input = { path: { userId }, body: { isLocked, reason } };
    user = (await perform(setUserLock, caller, input, dialogVersion(form))).data;
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  const message = isLocked
    ? `${user.name} is locked and has been signed out everywhere.`
    : `${user.name} is no longer locked.`;
  await announce({ tone: isLocked ? "warning" : "success", message, link: auditLink(userId) });
  redirect(hrefOf(userId));
}

/** Signs the user out everywhere, with a reason. */
export async function logOutUserAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { userId = "", reason = "" } = fieldsOf(form, ["userId", "reason"]);
  let ended: number;
  try {
    ended = (await perform(forceLogout, caller, { path: { userId }, body: { reason } })).data.revokedSessions;
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  await announce({ tone: "success", message: `Signed out: ${counted(ended)} ended.`, link: auditLink(userId) });
  redirect(hrefOf(userId));
}

/** Removes the user's second factor, with a reason. */
export async function removeFactorAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { userId = "", reason = "" } = fieldsOf(form, ["userId", "reason"]);
  let ended: number;
  try {
    ended = (await perform(removeUserTotp, caller, { path: { userId }, body: { reason } })).data.revokedSessions;
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  const message = `The second factor is removed: the password alone signs in. ${counted(ended)} ended.`;
  await announce({ tone: "warning", message, link: auditLink(userId) });
  redirect(hrefOf(userId));
}

/** Ends one session of the user, with a reason. */
export async function endUserSessionAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { userId = "", sessionId = "", reason = "" } = fieldsOf(form, ["userId", "sessionId", "reason"]);
  try {
    await perform(endUserSession, caller, { path: { userId, sessionId }, body: { reason } });
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  await announce({ tone: "success", message: "The session has ended.", link: auditLink(sessionId) });
  redirect(`${hrefOf(userId)}?tab=sessions`);
}

/** Starts a password reset, or invites again: the one-time token goes into the answer and nowhere else. */
export async function linkAction(_state: LinkState, form: FormData): Promise<LinkState> {
  const caller = await pageCaller();
  const { userId = "", reason = "" } = fieldsOf(form, ["userId", "reason"]);
  const input = { path: { userId }, body: reason.trim() === "" ? {} : { reason } };
  try {
    if (form.get("purpose") === "invite") {
      const { inviteToken, isMailed = false } = (await perform(inviteUserAgain, caller, input)).data;
      return { link: { token: inviteToken, isMailed } };
    }
    const { resetToken, isMailed = false } = (await perform(resetUserPassword, caller, input)).data;
    return { link: { token: resetToken, isMailed } };
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
}

/** What the edit form can change. */
const EDITABLE = ["name", "role", "tenantIds"] as const;

/** Saves the user, or with `intent=review` only shows what saving would change. */
export async function updateUserAction(_state: UserFormState, form: FormData): Promise<UserFormState> {
  const caller = await pageCaller();
  const values = mergedFields(form, EDITABLE);
  const { userId = "", reason = "" } = fieldsOf(form, ["userId", "reason"]);
  const options = { ifMatch: [versionOf(form)] };
  let ended = 0;
  try {
    const input = { path: { userId }, body: await bodyOf(userId, values, reason, caller) };
    const { data } = await dryRun(updateUser, caller, input, options);
    ended = data.cascade["sessions"] ?? 0;
    if (form.get("intent") === "review") {
      const opened = openedVersion(form);
      return { values: { ...values, reason }, ...opened, review: { before: opened.base, after: values, ended } };
    }
    await perform(updateUser, caller, input, options);
  } catch (thrown) {
    const failed = await failedVersion(thrown, caller, form, { ...values }, async () => {
      const { data, version = 0 } = await perform(getUser, caller, { path: { userId } });
      return { values: editable(data), version };
    });
    return { ...failed, values: { ...failed.values, reason }, fields: tenantErrors(failed.fields) };
  }
  const signedOut = ended === 0 ? "" : ` ${counted(ended)} ended: the user signs in again with the new rights.`;
  await announce({
    tone: "success",
    message: `${values["name"]} has been saved.${signedOut}`,
    link: auditLink(userId),
  });
  redirect(hrefOf(userId));
}

async function bodyOf(userId: string, values: Readonly<Record<string, string>>, reason: string, caller: Caller) {
  const { name = "", role = "", tenantIds = "" } = values;
  const { tenants } = (await perform(getUser, caller, { path: { userId } })).data;
  return {
    name,
    role,
    tenantIds: await tenantIdsOf(tenantIds, caller, tenants),
    ...(reason.trim() !== "" && { reason }),
  };
}

/** The user as the form writes it. */
function editable({ name, role, tenants }: Pick<User, "name" | "role" | "tenants">): Record<string, string> {
  return { name, role, tenantIds: tenants.map(({ code }) => code).join(", ") };
}
