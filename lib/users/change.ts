import { accessChanged, forgetAccess } from "../auth/access.ts";
import { type EndedSessions, endSessionsOf } from "../auth/sessions.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { type UserEvent, usersChanged } from "./events.ts";
import type { Target } from "./target.ts";

/** How a user is written: changed columns, and whether outstanding access tokens stop working. */
export interface UserWrite {
  readonly set?: Prisma.Sql;
  readonly outdatesTokens: boolean;
}

/** Writes the columns with the next version, and the next token version where asked. Returns both. */
export async function writeUser(
  { db, now }: Context,
  userId: string,
  { set, outdatesTokens }: UserWrite,
): Promise<Pick<Target, "version" | "tokenVersion">> {
  const columns = set ? Prisma.sql`${set},` : Prisma.empty;
  const [row] = await db.$queryRaw<Pick<Target, "version" | "tokenVersion">[]>`
    UPDATE users SET ${columns} version = version + 1, updated_on = ${now},
      token_version = token_version + ${outdatesTokens ? 1 : 0}::integer
    WHERE id = ${userId}::uuid RETURNING version, token_version AS "tokenVersion"`;
  if (!row) {
    throw new Error("a user was locked and could not be written");
  }
  return row;
}

/** A user's versions after a write. */
export type WrittenVersions = Pick<Target, "userId" | "version" | "tokenVersion">;

/** Writes many users' columns with the next versions: `set` may read `h.id` and `h.reason`. Returns the versions, by user. */
export async function writeUsers(
  { db, now }: Context,
  writes: readonly { readonly userId: string; readonly reason: string }[],
  set: Prisma.Sql | null,
): Promise<ReadonlyMap<string, WrittenVersions>> {
  const columns = set ? Prisma.sql`${set},` : Prisma.empty;
  const rows = await db.$queryRaw<WrittenVersions[]>`
    UPDATE users u SET ${columns} version = u.version + 1, updated_on = ${now}, token_version = u.token_version + 1
    FROM unnest(${writes.map(({ userId }) => userId)}::uuid[], ${writes.map(({ reason }) => reason)}::text[]) h (id, reason)
    WHERE u.id = h.id RETURNING u.id AS "userId", u.version, u.token_version AS "tokenVersion"`;
  return new Map(rows.map((row) => [row.userId, row]));
}

/** Signs the user out everywhere, in the transaction and on every instance at its commit. Returns what ended. */
export async function shutOut(ctx: Context, userId: string, why: string): Promise<EndedSessions> {
  const ended = await shutOutAll(ctx, [userId], why);
  return ended.get(userId) ?? { sessions: 0, refreshTokens: 0 };
}

/** As `shutOut` for many; those who had no session are missing from the answer. */
export async function shutOutAll(
  ctx: Context,
  userIds: readonly string[],
  why: string,
): Promise<ReadonlyMap<string, EndedSessions>> {
  ctx.afterCommit(() => {
    for (const userId of userIds) {
      forgetAccess(userId);
    }
  });
  return endSessionsOf(ctx.db, userIds, why, ctx.now);
}

/** Tells every instance to ask anew what the user may do, without ending a session. */
export async function refreshAccess(ctx: Context, userId: string): Promise<void> {
  ctx.afterCommit(() => forgetAccess(userId));
  await accessChanged(ctx.db, userId);
}

type Announced = Pick<Target, "userId" | "role" | "status" | "tenantIds">;

/** Announces what became of the user to the tenants of before and after. */
export const announce = (
  ctx: Context,
  type: UserEvent["type"],
  before: Pick<Target, "tenantIds">,
  after: Announced,
): Promise<void> => announceAll(ctx, type, [{ before, after }]);

/** As `announce`, for many. */
export const announceAll = (
  { db, now }: Context,
  type: UserEvent["type"],
  changes: readonly { readonly before: Pick<Target, "tenantIds">; readonly after: Announced }[],
): Promise<void> =>
  usersChanged(
    db,
    type,
    changes.map(({ before, after: { userId, role, status, tenantIds } }) => ({
      type,
      userId,
      role,
      status,
      tenantIds: [...new Set([...before.tenantIds, ...tenantIds])],
      occurredOn: now,
    })),
  );
