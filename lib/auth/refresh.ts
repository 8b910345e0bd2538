import { userConfiguration } from "../configuration/effective.ts";
import { AppError } from "../core/errors.ts";
import type { AuditDraft, Context } from "../operation/operation.ts";
import { forgetAccess } from "./access.ts";
import { isPasswordExpired } from "./expiry.ts";
import { revokeSessions } from "./sessions.ts";
import { shutOutReason } from "./standing.ts";
import { hashSecret } from "./tokens.ts";
import { type Account, lockAccount } from "./users.ts";

type Refreshed =
  | { readonly account: Account; readonly sessionId: string }
  | { readonly refused: AppError; readonly audit: AuditDraft<"AUTH_REFRESH" | "AUTH_REFRESH_REUSED"> | null };

interface SpentRow {
  session_id: string;
  user_id: string;
  is_open: boolean;
  idle_sec: number;
}

const refusal = (): AppError => new AppError("UNAUTHENTICATED");

/**
 * Spends a refresh token. One conditional update decides between two that present it at once; a token presented after it was
 * spent ends its whole session (decisions §2).
 */
export async function spendRefreshToken(ctx: Context, refreshToken: string): Promise<Refreshed> {
  const { db, now } = ctx;
  const hash = hashSecret(refreshToken);
  const [spent] = await db.$queryRaw<SpentRow[]>`
    UPDATE refresh_tokens t SET spent_on = ${now} FROM sessions s
    WHERE t.hash = ${hash} AND t.spent_on IS NULL AND t.expires_on > ${now} AND s.id = t.session_id
    RETURNING t.session_id, s.user_id, s.revoked_on IS NULL AND s.expires_on > ${now} AS is_open,
      extract(epoch FROM ${now}::timestamptz - s.last_seen_on)::float8 AS idle_sec`;
  if (!spent) {
    return detectReuse(ctx, hash);
  }
  const account = await lockAccount(db, spent.user_id);
  if (!account) {
    return { refused: refusal(), audit: null };
  }
  const idleMinutes = (await userConfiguration(account, db))["auth.sessionTimeoutMinutes"];
  if (!spent.is_open || spent.idle_sec > idleMinutes * 60) {
    return { refused: refusal(), audit: denied(spent, "session-ended") };
  }
  const reason =
    shutOutReason(account) ?? ((await isPasswordExpired(ctx, account)) ? "The password has expired" : null);
  if (reason === null) {
    return { account, sessionId: spent.session_id };
  }
  // Given back: presenting it again once the account is unlocked is no reuse.
  await db.refreshToken.update({ where: { hash }, data: { spentOn: null }, select: { sessionId: true } });
  return { refused: new AppError("FORBIDDEN", reason), audit: denied(spent, reason) };
}

/** The row of a refresh that was refused although we know whose it was (decisions §5 audit). */
const denied = ({ session_id, user_id }: SpentRow, why: string): AuditDraft<"AUTH_REFRESH"> => ({
  action: "AUTH_REFRESH",
  entityType: "session",
  entityId: session_id,
  outcome: "denied",
  after: { userId: user_id, why },
});

async function detectReuse({ db, now, afterCommit }: Context, hash: Uint8Array<ArrayBuffer>): Promise<Refreshed> {
  const known = await db.refreshToken.findUnique({
    where: { hash },
    include: { session: { select: { userId: true } } },
  });
  if (!known?.spentOn) {
    return { refused: refusal(), audit: null };
  }
  const { userId } = known.session;
  const revokedSessions = await revokeSessions(
    db,
    { userId, sessionIds: [known.sessionId] },
    "refresh-token-reused",
    now,
  );
  afterCommit(() => forgetAccess(userId));
  return {
    refused: refusal(),
    audit: {
      action: "AUTH_REFRESH_REUSED",
      entityType: "session",
      entityId: known.sessionId,
      outcome: "denied",
      after: { userId, revokedSessions },
    },
  };
}
