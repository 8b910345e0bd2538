import { AppError } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import type { AuditDraft, Caller, Context } from "../operation/operation.ts";
import { announceFailedLogin } from "../rules/execution/login-trigger.ts";
import { expiredPassword, isPasswordExpired } from "./expiry.ts";
import { fitsPassword } from "./password.ts";
import { shutOutReason } from "./standing.ts";
import { assertAttemptsLeft, attemptOf, countFailure, forgetFailures, oneAtATime } from "./throttle.ts";
import { type Account, accountByEmail, lockAccount } from "./users.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The outcome of checking credentials, before any session exists. */
export interface Checked {
  readonly account: Account | null;
  readonly fits: boolean;
}

/**
 * Checks e-mail and password outside any transaction: hashing takes its time, the same for an unknown address as for a wrong
 * password. Throws RATE_LIMITED when too many attempts have failed (decisions §2).
 */
export function checkCredentials({ request }: Caller, { email, password }: Credentials): Promise<Checked> {
  const attempt = attemptOf(email, request.clientAddress);
  return oneAtATime(attempt, async () => {
    await assertAttemptsLeft(attempt);
    const account = await read((db) => accountByEmail(db, email));
    const fits = await fitsPassword(password, account?.passwordHash ?? null);
    await (fits ? forgetFailures(attempt) : countFailure(attempt));
    return { account, fits };
  });
}

type Admitted =
  | { readonly account: Account }
  | { readonly refused: AppError; readonly audit: AuditDraft<"AUTH_LOGIN_FAILED"> | null };

/** Decides on checked credentials inside the transaction that would open the session, and keeps the attempt's event. */
export async function admitAccount(ctx: Context, { account: seen, fits }: Checked): Promise<Admitted> {
  if (!seen) {
    return { refused: wrongCredentials(), audit: failedLogin(null, "unknown-account") };
  }
  const account = await lockAccount(ctx.db, seen.id);
  const isSame = account !== null && account.passwordHash === seen.passwordHash;
  const reason = account ? shutOutReason(account) : null;
  const isAdmitted = isSame && fits && reason === null;
  await ctx.db.loginEvent.create({
    data: { userId: seen.id, occurredOn: ctx.now, succeeded: isAdmitted, ipAddress: ctx.request.ipAddress },
    select: { id: true },
  });
  if (!isAdmitted) {
    await announceFailedLogin(ctx.db, seen.id);
  }
  if (!isSame || !fits) {
    return { refused: wrongCredentials(), audit: failedLogin(seen.id, "wrong-password") };
  }
  if (reason !== null) {
    return {
      refused: new AppError("FORBIDDEN", reason),
      audit: { ...failedLogin(seen.id, reason), outcome: "denied" },
    };
  }
  if (await isPasswordExpired(ctx, account)) {
    return {
      refused: await expiredPassword(ctx, account.id),
      audit: { ...failedLogin(seen.id, "password-expired"), outcome: "denied" },
    };
  }
  await ctx.db.user.update({ where: { id: account.id }, data: { lastLoginOn: ctx.now }, select: { id: true } });
  return { account };
}

const wrongCredentials = (): AppError => new AppError("UNAUTHENTICATED");

const failedLogin = (userId: string | null, why: string): AuditDraft<"AUTH_LOGIN_FAILED"> => ({
  action: "AUTH_LOGIN_FAILED",
  entityType: "user",
  entityId: userId,
  outcome: "failure",
  after: { why },
});
