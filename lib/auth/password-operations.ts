import type { z } from "zod";
import { userConfiguration } from "../configuration/effective.ts";
import { AppError, invalid } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import { type Context, operation } from "../operation/operation.ts";
import { EXAMPLE_ID, examplePair, exampleUser } from "./examples.ts";
import { fitsPassword, type PasswordPolicy } from "./password.ts";
import {
  assertNotReused,
  hashNewPassword,
  type OneTimePurpose,
  peekOneTimeToken,
  spendOneTimeToken,
  storePassword,
} from "./passwords.ts";
import { AcceptInviteInput, AuthUser, PasswordInput, ResetPasswordInput, TokenPair } from "./schema.ts";
import { issuePair, openSession, revokeSessions } from "./sessions.ts";
import { assertAttemptsLeft, attemptOf, countFailure, oneAtATime } from "./throttle.ts";
import { type Account, accountById, lockAccount, toAuthUser } from "./users.ts";

export const changePassword = operation({
  name: "changePassword",
  summary: "Change the caller's password; every other session ends",
  http: { method: "POST", path: "/password", message: "Password changed" },
  policy: { access: "signed-in" },
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: PasswordInput },
  output: TokenPair,
  errors: ["CONFLICT"],
  example: { input: { body: { currentPassword: "the old one", newPassword: "A much Better 1" } }, output: examplePair },
  async prepare({ actor, request }, { body }) {
    const userId = actor.id ?? "";
    const attempt = attemptOf(`password:${userId}`, request.clientAddress);
    return oneAtATime(attempt, async () => {
      await assertAttemptsLeft(attempt);
      const user = await read((db) => accountById(db, userId));
      if (!(await fitsPassword(body.currentPassword, user?.passwordHash ?? null))) {
        await countFailure(attempt);
        throw invalid("currentPassword", "Is not the current password");
      }
      if (body.newPassword === body.currentPassword) {
        throw invalid("newPassword", "Must differ from the current password");
      }
      const policy = await policyFor(user);
      await assertNotReused(userId, "newPassword", body.newPassword, policy);
      return {
        checkedHash: user?.passwordHash ?? null,
        newHash: await hashNewPassword("newPassword", body.newPassword, policy),
      };
    });
  },
  async run(ctx, _input, prepared) {
    const { actor, db, now } = ctx;
    const before = await lockAccount(db, actor.id ?? "");
    if (!before || !prepared || before.passwordHash !== prepared.checkedHash) {
      throw new AppError("CONFLICT", "The password was changed meanwhile");
    }
    const account = await storePassword(ctx, before.id, prepared.newHash, false);
    const revokedSessions = await revokeSessions(
      db,
      { userId: account.id, exceptSessionId: actor.sessionId },
      "password-changed",
      now,
    );
    if (actor.sessionId) {
      await db.refreshToken.updateMany({
        where: { sessionId: actor.sessionId, spentOn: null },
        data: { spentOn: now },
      });
    }
    const sessionId = actor.sessionId ?? (await openSession(ctx, account, "api"));
    return {
      data: await issuePair(ctx, account, sessionId),
      cascade: { sessions: revokedSessions },
      audit: {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: account.id,
        after: { passwordChangedOn: now, revokedSessions },
      },
    };
  },
});

/** Checks and hashes before the transaction; the token itself is spent inside it. Throws GONE and VALIDATION. */
async function prepareNewPassword(token: string, password: string, purpose: OneTimePurpose): Promise<string> {
  const userId = await peekOneTimeToken(token, purpose);
  const policy = await policyFor(userId === null ? null : await read((db) => accountById(db, userId)));
  // Whoever is invited has had none before; a twin of this very call may have set it a moment ago.
  if (userId !== null && purpose === "reset") {
    await assertNotReused(userId, "password", password, policy);
  }
  return hashNewPassword("password", password, policy);
}

/** The password policy for the account; of nobody's that of the platform. */
const policyFor = async (account: Account | null): Promise<PasswordPolicy> =>
  (await userConfiguration(account ?? { role: "", tenants: [] }))["auth.passwordPolicy"];

async function setFirstPassword(
  ctx: Context,
  field: "inviteToken" | "resetToken",
  token: string,
  hash: string | undefined,
  purpose: OneTimePurpose,
): Promise<{ data: z.input<typeof AuthUser>; revokedSessions: number }> {
  const userId = await spendOneTimeToken(ctx, field, token, purpose);
  const account = await storePassword(ctx, userId, hash ?? "", purpose === "invite");
  const revokedSessions = await revokeSessions(ctx.db, { userId }, "password-changed", ctx.now);
  return { data: toAuthUser(account), revokedSessions };
}

export const acceptInvite = operation({
  name: "acceptInvite",
  summary: "Accept an invitation by choosing a password",
  http: { method: "POST", path: "/accept-invite", message: "Account activated" },
  policy: { access: "public" },
  limit: "signIn",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: AcceptInviteInput },
  output: AuthUser,
  errors: ["GONE"],
  example: {
    input: { body: { inviteToken: examplePair.refreshToken, password: "A much Better 1" } },
    output: exampleUser,
  },
  prepare: (_caller, { body }) => prepareNewPassword(body.inviteToken, body.password, "invite"),
  async run(ctx, { body }, hash) {
    const { data } = await setFirstPassword(ctx, "inviteToken", body.inviteToken, hash, "invite");
    return {
      data,
      audit: {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: data.userId,
        before: { status: "invited" },
        after: { status: "active" },
        actor: { id: data.userId, role: data.role },
      },
    };
  },
});

export const resetPassword = operation({
  name: "resetPassword",
  summary: "Choose a new password with a reset token; every session ends",
  http: { method: "POST", path: "/reset-password", message: "Password changed" },
  policy: { access: "public" },
  limit: "signIn",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { body: ResetPasswordInput },
  output: AuthUser,
  errors: ["GONE"],
  example: { input: { body: { resetToken: EXAMPLE_ID, password: "A much Better 1" } }, output: exampleUser },
  prepare: (_caller, { body }) => prepareNewPassword(body.resetToken, body.password, "reset"),
  async run(ctx, { body }, hash) {
    const { data, revokedSessions } = await setFirstPassword(ctx, "resetToken", body.resetToken, hash, "reset");
    return {
      data,
      cascade: { sessions: revokedSessions },
      audit: {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: data.userId,
        after: { passwordChangedOn: ctx.now, revokedSessions },
        actor: { id: data.userId, role: data.role },
      },
    };
  },
});
