import { issueOneTimeToken } from "../auth/passwords.ts";
import { conflictOn } from "../core/errors.ts";
import type { Context } from "../operation/operation.ts";
import { lockTarget, type Target } from "./target.ts";

/** What answers to an invitation show. */
export interface InviteLink {
  readonly inviteToken?: string;
}

/** Makes an invitation's one-time token for an account that exists; earlier ones stop working. */
export const inviteUser = async ({ db, now }: Context, userId: string): Promise<InviteLink> => ({
  inviteToken: await issueOneTimeToken(db, userId, "invite", now),
});

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
export async function startReset(
  ctx: Context,
  userId: string,
): Promise<{ target: Target; link: { readonly resetToken?: string } }> {
  const target = await lockTarget(ctx, userId);
  if (!target.isRegistered) {
    throw conflictOn("status", "The invitation has not been accepted yet; invite the user again instead");
  }
  return { target, link: { resetToken: await issueOneTimeToken(ctx.db, userId, "reset", ctx.now) } };
}
