import { accessChanged, forgetAccess } from "../auth/access.ts";
import { type EndedSessions, endSessions } from "../auth/sessions.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { type UserEvent, userChanged } from "./events.ts";
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

/** Signs the user out everywhere, in the transaction and on every instance at its commit. Returns what ended. */
export async function shutOut(ctx: Context, userId: string, why: string): Promise<EndedSessions> {
  ctx.afterCommit(() => forgetAccess(userId));
  return endSessions(ctx.db, { userId }, why, ctx.now);
}

/** Tells every instance to ask anew what the user may do, without ending a session. */
export async function refreshAccess(ctx: Context, userId: string): Promise<void> {
  ctx.afterCommit(() => forgetAccess(userId));
  await accessChanged(ctx.db, userId);
}

/** Announces what became of the user to the tenants of before and after. */
export const announce = (
  { db, now }: Context,
  type: UserEvent["type"],
  before: Pick<Target, "tenantIds">,
  { userId, role, status, tenantIds }: Pick<Target, "userId" | "role" | "status" | "tenantIds">,
): Promise<void> =>
  userChanged(db, {
    type,
    userId,
    role,
    status,
    tenantIds: [...new Set([...before.tenantIds, ...tenantIds])],
    occurredOn: now,
  });
