import { forgetAccess } from "../auth/access.ts";
import { type EndedSessions, endSessions } from "../auth/sessions.ts";
import { AppError, conflictOn } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import { forbidden } from "../operation/decision.ts";
import type { Context } from "../operation/operation.ts";
import type { UserChange } from "./audit.ts";
import { announce, refreshAccess, shutOut, writeUser } from "./change.ts";
import type { UserLockInput } from "./schema.ts";
import { assertNotLastSuperAdmin, lockTarget, mayLock, type Target } from "./target.ts";

const NOTHING_ENDED: EndedSessions = { sessions: 0, refreshTokens: 0 };

/** A change with what it ended. */
export interface StandingChange extends UserChange {
  readonly ended: EndedSessions;
}

/**
 * Locks the account or lifts its lock or suspension (SRS §7.4); repeating a lock refreshes its reason. Throws NOT_FOUND,
 * FORBIDDEN, PRECONDITION_FAILED, CONFLICT on oneself and on the last active SuperAdmin.
 */
export async function setLock(ctx: Context, userId: string, input: UserLockInput): Promise<StandingChange> {
  if (input.isLocked && !mayLock(ctx.actor)) {
    throw forbidden({ decidedBy: "role", explanation: "The role Support lifts locks and does not set them" });
  }
  const before = await lockTarget(ctx, userId);
  return input.isLocked ? lock(ctx, before, input.reason) : unlock(ctx, before);
}

/** How an account is shut, and the word for it. */
const HOLDS = {
  locked: { event: "user.locked", why: "user-locked", yourself: "You cannot lock yourself" },
  suspended: { event: "user.suspended", why: "user-suspended", yourself: "You cannot suspend yourself" },
} as const;

const lock = (ctx: Context, before: Target, reason: string): Promise<StandingChange> =>
  hold(ctx, before, "locked", reason, "isLocked");

/** Suspends the account, as rules do (decisions §6); unlocking lifts it. Throws as `setLock` does, CONFLICT on `userId`. */
export async function suspend(ctx: Context, userId: string, reason: string): Promise<StandingChange> {
  return hold(ctx, await lockTarget(ctx, userId), "suspended", reason, "userId");
}

async function hold(
  ctx: Context,
  before: Target,
  status: keyof typeof HOLDS,
  reason: string,
  field: string,
): Promise<StandingChange> {
  const { userId } = before;
  const { event, why, yourself } = HOLDS[status];
  if (userId === ctx.actor.id) {
    throw conflictOn(field, yourself);
  }
  await assertNotLastSuperAdmin(ctx.db, before, field);
  const written = await writeUser(ctx, userId, {
    set: Prisma.sql`status = ${status}, lock_reason = ${reason}, locked_by_id = ${ctx.actor.id}::uuid, locked_on = ${ctx.now}`,
    outdatesTokens: true,
  });
  const ended = await shutOut(ctx, userId, why);
  const after: Target = { ...before, ...written, status, lockReason: reason };
  await announce(ctx, event, before, after);
  return { before, after, ended };
}

/** Sessions stay ended: the user signs in again. Whoever never accepted the invitation is invited as before. */
async function unlock(ctx: Context, before: Target): Promise<StandingChange> {
  const isHeld = before.status === "locked" || before.status === "suspended";
  const status = isHeld ? (before.isRegistered ? "active" : "invited") : before.status;
  const written = await writeUser(ctx, before.userId, {
    set: Prisma.sql`status = ${status}, lock_reason = NULL, locked_by_id = NULL, locked_on = NULL`,
    outdatesTokens: false,
  });
  await refreshAccess(ctx, before.userId);
  const after: Target = { ...before, ...written, status, lockReason: null };
  if (isHeld) {
    await announce(ctx, "user.unlocked", before, after);
  }
  return { before, after, ended: NOTHING_ENDED };
}

/** Signs the user out everywhere (SRS §7.3). Throws NOT_FOUND, FORBIDDEN, and CONFLICT on the last active SuperAdmin. */
export async function logOut(ctx: Context, userId: string): Promise<StandingChange> {
  const before = await lockTarget(ctx, userId);
  await assertNotLastSuperAdmin(ctx.db, before, "userId");
  const written = await writeUser(ctx, userId, { outdatesTokens: true });
  const ended = await shutOut(ctx, userId, "forced-logout");
  const after: Target = { ...before, ...written };
  await announce(ctx, "user.logged_out", before, after);
  return { before, after, ended };
}

/**
 * Ends one session of the user. Throws NOT_FOUND also for a session that is another's or has ended, FORBIDDEN, and CONFLICT on one
 * of the last active SuperAdmin, unless it is their own.
 */
export async function endSession(ctx: Context, userId: string, sessionId: string): Promise<Target> {
  const target = await lockTarget(ctx, userId);
  if (userId !== ctx.actor.id) {
    await assertNotLastSuperAdmin(ctx.db, target, "sessionId");
  }
  const { sessions } = await endSessions(ctx.db, { userId, sessionIds: [sessionId] }, "revoked-by-admin", ctx.now);
  if (sessions === 0) {
    throw new AppError("NOT_FOUND");
  }
  ctx.afterCommit(() => forgetAccess(userId));
  return target;
}
