import { removeFactor } from "../auth/second-factor/factor.ts";
import { conflictOn } from "../core/errors.ts";
import { operation } from "../operation/operation.ts";
import { trailOf } from "./audit.ts";
import { shutOut } from "./change.ts";
import { path } from "./examples.ts";
import { UserFactorRemoved, UserLogoutInput, UserPath } from "./schema.ts";
import { lockTarget } from "./target.ts";

/** For whoever has lost the telephone and the recovery codes. One's own goes through `DELETE /auth/totp`, which wants a code. */
export const removeUserTotp = operation({
  name: "removeUserTotp",
  summary: "Remove a user's second factor, such as after the loss of a telephone; the user is signed out everywhere",
  http: { method: "DELETE", path: "/users/{userId}/totp", message: "Second factor removed" },
  policy: { access: "roles", roles: ["SuperAdmin"], permission: "USERS_LOCK" },
  limit: "admin",
  audit: ["USER_UPDATED"],
  entityType: "user",
  input: { path: UserPath, body: UserLogoutInput },
  output: UserFactorRemoved,
  errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
  example: {
    input: { path, body: { reason: "Lost telephone, identity checked by call" } },
    output: { ...path, mfaEnabled: false, revokedSessions: 2 },
  },
  async run(ctx, { path: { userId }, body }) {
    const target = await lockTarget(ctx, userId);
    if (userId === ctx.actor.id) {
      throw conflictOn("userId", "Your own second factor is removed in your account, with a code");
    }
    const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { mfaEnabled: true } });
    if (!user.mfaEnabled) {
      throw conflictOn("userId", "The user has no second factor");
    }
    await removeFactor(ctx.db, userId, ctx.now);
    const ended = await shutOut(ctx, userId, "second-factor-removed");
    return {
      data: { userId, mfaEnabled: false as const, revokedSessions: ended.sessions },
      cascade: { ...ended },
      audit: {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: userId,
        tenantId: trailOf(target.tenantIds),
        reason: body.reason,
        before: { mfaEnabled: true },
        after: { mfaEnabled: false, revokedSessions: ended.sessions },
      },
    };
  },
});
