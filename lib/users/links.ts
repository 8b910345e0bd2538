import { issueOneTimeToken, type OneTimePurpose } from "../auth/passwords.ts";
import { conflictOn } from "../core/errors.ts";
import { canMail } from "../mail/send.ts";
import type { Context } from "../operation/operation.ts";
import { mailOneTimeLink } from "./link-mail.ts";
import { lockTarget, type Target } from "./target.ts";

/** How a one-time token reaches its user: by mail where mails can be sent, else in the answer to whoever asked for it. */
type Handed<K extends string> = { readonly [P in K]?: string } & { readonly isMailed?: true };
export type InviteLink = Handed<"inviteToken">;
export type ResetLink = Handed<"resetToken">;

/** Makes an invitation's one-time token for an account that exists; earlier ones stop working. */
export async function inviteUser(ctx: Context, userId: string): Promise<InviteLink> {
  const inviteToken = await issueOneTimeToken(ctx.db, userId, "invite", ctx.now);
  return (await isMailed(ctx, userId, "invite", inviteToken)) ? { isMailed: true } : { inviteToken };
}

async function isMailed({ db }: Context, userId: string, purpose: OneTimePurpose, token: string): Promise<boolean> {
  if (!canMail()) {
    return false;
  }
  await mailOneTimeLink(db, userId, purpose, token);
  return true;
}

/** Invites again whoever has not accepted yet. Throws NOT_FOUND, FORBIDDEN, CONFLICT when there is nothing to accept. */
export async function inviteAgain(ctx: Context, userId: string): Promise<{ target: Target; link: InviteLink }> {
  const target = await lockTarget(ctx, userId);
  if (target.status !== "invited") {
    throw conflictOn("status", "Only a user who has not accepted the invitation yet can be invited again");
  }
  return { target, link: await inviteUser(ctx, userId) };
}

/**
 * Lets the user choose a new password with a one-time token. Sessions end when it is used, not before. Throws NOT_FOUND,
 * FORBIDDEN, CONFLICT for somebody who is still invited and has no password to reset.
 */
export async function startReset(ctx: Context, userId: string): Promise<{ target: Target; link: ResetLink }> {
  const target = await lockTarget(ctx, userId);
  if (!target.isRegistered) {
    throw conflictOn("status", "The invitation has not been accepted yet; invite the user again instead");
  }
  const resetToken = await issueOneTimeToken(ctx.db, userId, "reset", ctx.now);
  return { target, link: (await isMailed(ctx, userId, "reset", resetToken)) ? { isMailed: true } : { resetToken } };
}
