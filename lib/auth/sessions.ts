import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { configuration } from "../configuration/current.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { accessChangedOf } from "./access.ts";
import type { TokenPair } from "./schema.ts";
import { mustEnrol } from "./second-factor/requirement.ts";
import { newSecret, signAccessToken } from "./tokens.ts";
import { type Account, toAuthUser } from "./users.ts";

export type SessionKind = "api" | "console";
const DAY_MS = 86_400_000;

/** Opens a session of the account and returns its id; `secondFactor` when the identity provider vouches for one. */
export async function openSession(
  { db, now, request }: Context,
  account: Account,
  kind: SessionKind,
  secondFactor = false,
): Promise<string> {
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
      secondFactor,
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
    ...((await mustEnrol(account)) && { mfaEnrollmentRequired: true as const }),
  };
}

/** Which open sessions to end. */
export interface RevokeWhere {
  readonly userId: string;
  readonly sessionIds?: readonly string[];
  readonly exceptSessionId?: string | null;
}

/** What an end of sessions ended: what → how many. */
export type EndedSessions = { readonly sessions: number; readonly refreshTokens: number };

/** Ends the sessions with their refresh tokens and access tokens, on every instance at commit. Returns how many were open. */
export async function endSessions(
  db: Db,
  { userId, sessionIds, exceptSessionId }: RevokeWhere,
  reason: string,
  now: Date,
): Promise<EndedSessions> {
  const only = sessionIds ? Prisma.sql`AND id = ANY(${sessionIds}::uuid[])` : Prisma.empty;
  const except = exceptSessionId ? Prisma.sql`AND id <> ${exceptSessionId}::uuid` : Prisma.empty;
  const ended = await endWhere(db, [userId], Prisma.sql`${only} ${except}`, reason, now);
  return ended.get(userId) ?? { sessions: 0, refreshTokens: 0 };
}

/** As `endSessions` for all sessions of many users at once; those who had none are missing from the answer. */
export const endSessionsOf = (
  db: Db,
  userIds: readonly string[],
  reason: string,
  now: Date,
): Promise<ReadonlyMap<string, EndedSessions>> => endWhere(db, userIds, Prisma.empty, reason, now);

/** They are locked in their order, as a tenant's suspension locks them, so that neither waits for the other for ever. */
async function endWhere(
  db: Db,
  userIds: readonly string[],
  which: Prisma.Sql,
  reason: string,
  now: Date,
): Promise<ReadonlyMap<string, EndedSessions>> {
  const rows = await db.$queryRaw<(EndedSessions & { userId: string })[]>`
    WITH open AS (
      SELECT id FROM sessions WHERE user_id = ANY(${[...userIds]}::uuid[]) AND revoked_on IS NULL AND expires_on > ${now} ${which}
      ORDER BY id FOR UPDATE
    ), ended AS (
      UPDATE sessions s SET revoked_on = ${now}, revoke_reason = ${reason} FROM open WHERE s.id = open.id RETURNING s.id, s.user_id
    )
    SELECT e.user_id AS "userId", count(DISTINCT e.id)::integer AS sessions, count(t.session_id)::integer AS "refreshTokens"
    FROM ended e LEFT JOIN refresh_tokens t ON t.session_id = e.id AND t.spent_on IS NULL AND t.expires_on > ${now}
    GROUP BY e.user_id`;
  await accessChangedOf(db, userIds);
  return new Map(rows.map(({ userId, ...ended }) => [userId, ended]));
}

/** As `endSessions`; returns the number of sessions alone. */
export async function revokeSessions(db: Db, where: RevokeWhere, reason: string, now: Date): Promise<number> {
  return (await endSessions(db, where, reason, now)).sessions;
}
