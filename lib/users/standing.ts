import { forgetAccess } from "../auth/access.ts";
import { type EndedSessions, endSessions } from "../auth/sessions.ts";
import { AppError, conflictOn } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import { forbidden } from "../operation/decision.ts";
import type { Context } from "../operation/operation.ts";
import type { UserChange } from "./audit.ts";
import { announce, announceAll, refreshAccess, shutOutAll, writeUser, writeUsers } from "./change.ts";
import type { UserEvent } from "./events.ts";
import type { UserLockInput } from "./schema.ts";
import { assertNotLastSuperAdmin, lockTarget, lockTargets, mayLock, type Target } from "./target.ts";

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
    throw onlyLifts();
  }
  const before = await lockTarget(ctx, userId);
  return input.isLocked ? lock(ctx, before, input.reason) : unlock(ctx, before);
}

const onlyLifts = (): AppError =>
  forbidden({ decidedBy: "role", explanation: "The role Support lifts locks and does not set them" });

/** How an account is shut, and the word for it. */
const HOLDS = {
  locked: { event: "user.locked", why: "user-locked", yourself: "You cannot lock yourself" },
  suspended: { event: "user.suspended", why: "user-suspended", yourself: "You cannot suspend yourself" },
} as const;

/** Whom something is done to, and why. */
export interface Doing {
  readonly userId: string;
  readonly reason: string;
}

/** What became of one of many: the change, or why there is none. */
export type Settled = StandingChange | AppError;

const lock = async (ctx: Context, before: Target, reason: string): Promise<StandingChange> =>
  only(await holdAll(ctx, "locked", [{ userId: before.userId, reason }], "isLocked"));

/** Suspends the account, as rules do (decisions §6); unlocking lifts it. Throws as `setLock` does, CONFLICT on `userId`. */
export const suspend = async (ctx: Context, userId: string, reason: string): Promise<StandingChange> =>
  only(await suspendAll(ctx, [{ userId, reason }]));

/** As `suspend` for many in one transaction: the changes, or what it would throw, in the order asked for. */
export const suspendAll = (ctx: Context, doings: readonly Doing[]): Promise<Settled[]> =>
  holdAll(ctx, "suspended", doings, "userId");

/** Locks many accounts, as `setLock` does one. */
export const lockAll = async (ctx: Context, doings: readonly Doing[]): Promise<Settled[]> =>
  mayLock(ctx.actor) ? holdAll(ctx, "locked", doings, "isLocked") : doings.map(onlyLifts);

function only([settled]: readonly Settled[]): StandingChange {
  if (!settled || settled instanceof AppError) {
    throw settled ?? new AppError("NOT_FOUND");
  }
  return settled;
}

function holdAll(
  ctx: Context,
  status: keyof typeof HOLDS,
  doings: readonly Doing[],
  field: string,
): Promise<Settled[]> {
  const { event, why, yourself } = HOLDS[status];
  const set = Prisma.sql`status = ${status}, lock_reason = h.reason, locked_by_id = ${ctx.actor.id}::uuid, locked_on = ${ctx.now}`;
  return endAccess(ctx, doings, {
    ...{ event, why, field, set },
    refuse: ({ userId }) => (userId === ctx.actor.id ? conflictOn(field, yourself) : null),
    changed: (before, reason) => ({ ...before, status, lockReason: reason }),
  });
}

/** One way to shut users out: what is written, said and refused. */
interface Ending {
  readonly event: UserEvent["type"];
  readonly why: string;
  /** The field that a refusal names. */
  readonly field: string;
  /** May read `h.reason`. */
  readonly set: Prisma.Sql | null;
  refuse(target: Target): AppError | null;
  changed(before: Target, reason: string): Target;
}

/** Changes the accounts and ends their sessions. Each is judged by itself; those that may be changed are, in a statement for all. */
async function endAccess(
  ctx: Context,
  doings: readonly Doing[],
  { event, why, field, set, refuse, changed }: Ending,
): Promise<Settled[]> {
  const ids = doings.map(({ userId }) => userId);
  const judged: (Target | AppError)[] = [];
  for (const target of await lockTargets(ctx, ids)) {
    judged.push(target instanceof AppError ? target : (refuse(target) ?? (await notTheLast(ctx, target, field, ids))));
  }
  const doomed = doings.filter((_doing, n) => !(judged[n] instanceof AppError));
  const doomedIds = doomed.map(({ userId }) => userId);
  const written = await writeUsers(ctx, doomed, set);
  const ended = await shutOutAll(ctx, doomedIds, why);
  const settled = doings.map(({ userId, reason }, n): Settled => {
    const before = judged[n] ?? new AppError("NOT_FOUND");
    if (before instanceof AppError) {
      return before;
    }
    const after = { ...changed(before, reason), ...written.get(userId) };
    return { before, after, ended: ended.get(userId) ?? NOTHING_ENDED };
  });
  const changes = settled.flatMap((one) => (one instanceof AppError ? [] : [one]));
  await announceAll(ctx, event, changes);
  return settled;
}

/** The target, or the refusal where without those who go together no active SuperAdmin would be left. */
async function notTheLast(
  { db }: Context,
  target: Target,
  field: string,
  leaving: readonly string[],
): Promise<Target | AppError> {
  try {
    await assertNotLastSuperAdmin(db, target, field, leaving);
    return target;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "CONFLICT") {
      return thrown;
    }
    throw thrown;
  }
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
export const logOut = async (ctx: Context, userId: string): Promise<StandingChange> =>
  only(await logOutAll(ctx, [{ userId, reason: "" }]));

/** As `logOut` for many in one transaction. */
export const logOutAll = (ctx: Context, doings: readonly Doing[]): Promise<Settled[]> =>
  endAccess(ctx, doings, {
    ...{ event: "user.logged_out", why: "forced-logout", field: "userId", set: null },
    refuse: () => null,
    changed: (before) => before,
  });

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
