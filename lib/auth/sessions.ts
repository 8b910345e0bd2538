import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { accessChanged } from "./access.ts";
import type { TokenPair } from "./schema.ts";
import { newSecret, signAccessToken } from "./tokens.ts";
import { type Account, toAuthUser } from "./users.ts";

export type SessionKind = "api" | "console";
const DAY_MS = 86_400_000;

/** Opens a session of the account and returns its id. */
export async function openSession({ db, now, request }: Context, account: Account, kind: SessionKind): Promise<string> {
  const id = uuidv7({ msecs: now.getTime() });
  const expiresOn = await refreshExpiry(now);
  await db.session.create({
    data: {
      id,
      userId: account.id,
      kind,
      ipAddress: request.ipAddress,
      userAgent: request.userAgent,
      createdOn: now,
      lastSeenOn: now,
      expiresOn,
    },
    select: { id: true },
  });
  return id;
}

const refreshExpiry = async (now: Date): Promise<Date> =>
  new Date(now.getTime() + (await configuration())["auth.refreshTokenTtlDays"] * DAY_MS);

/** Issues an access token and a new refresh token of the session, and counts as activity of the session. */
export async function issuePair(
  { db, now }: Context,
  account: Account,
  sessionId: string,
): Promise<z.input<typeof TokenPair>> {
  const { secret, hash } = newSecret();
  const expiresOn = await refreshExpiry(now);
  await db.refreshToken.create({ data: { hash, sessionId, createdOn: now, expiresOn }, select: { sessionId: true } });
  await db.session.update({ where: { id: sessionId }, data: { lastSeenOn: now, expiresOn }, select: { id: true } });
  const ttlMinutes = (await configuration())["auth.accessTokenTtlMinutes"];
  const user = toAuthUser(account);
  const claims = {
    userId: account.id,
    sessionId,
    tokenVersion: account.tokenVersion,
    role: account.role,
    tenantScope: user.tenantScope,
    permissions: account.permissions,
  };
  return {
    accessToken: await signAccessToken(claims, ttlMinutes, now),
    refreshToken: secret,
    tokenType: "Bearer",
    expiresIn: ttlMinutes * 60,
    user,
  };
}

/** Which open sessions to end. */
export interface RevokeWhere {
  readonly userId: string;
  readonly sessionIds?: readonly string[];
  readonly exceptSessionId?: string | null;
}

/** Ends the sessions with their refresh tokens and access tokens, on every instance at commit. Returns how many were open. */
export async function revokeSessions(
  db: Db,
  { userId, sessionIds, exceptSessionId }: RevokeWhere,
  reason: string,
  now: Date,
): Promise<number> {
  const only = sessionIds ? Prisma.sql`AND id = ANY(${sessionIds}::uuid[])` : Prisma.empty;
  const except = exceptSessionId ? Prisma.sql`AND id <> ${exceptSessionId}::uuid` : Prisma.empty;
  const revoked = await db.$executeRaw`
    UPDATE sessions SET revoked_on = ${now}, revoke_reason = ${reason}
    WHERE user_id = ${userId}::uuid AND revoked_on IS NULL ${only} ${except}`;
  await accessChanged(db, userId);
  return revoked;
}
