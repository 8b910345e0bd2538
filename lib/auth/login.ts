import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import { read } from "../db/transaction.ts";
import type { AuditDraft, Caller, Context } from "../operation/operation.ts";
import { announceFailedLogin } from "../rules/execution/login-trigger.ts";
import { expiredPassword, isPasswordExpired } from "./expiry.ts";
import { fitsPassword } from "./password.ts";
import { checkCode, type FittingCode, spendCode } from "./second-factor/factor.ts";
import { shutOutReason } from "./standing.ts";
import { assertAttemptsLeft, attemptOf, countFailure, forgetFailures, oneAtATime } from "./throttle.ts";
import { type Account, accountByEmail, lockAccount } from "./users.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Six digits of the second factor or a recovery code. */
  readonly totp?: string | undefined;
}

/** The outcome of checking credentials, before any session exists. */
export interface Checked {
  readonly account: Account | null;
  readonly fits: boolean;
  /** The second factor: not given, or the code when it fits, null when it does not. */
  readonly code?: FittingCode | null;
}

/**
 * Checks e-mail and password outside any transaction: hashing takes its time, the same for an unknown address as for a wrong
 * password. Throws RATE_LIMITED when too many attempts have failed (decisions §2).
 */
export function checkCredentials({ request }: Caller, { email, password, totp }: Credentials): Promise<Checked> {
  const attempt = attemptOf(email, request.clientAddress);
  return oneAtATime(attempt, async () => {
    await assertAttemptsLeft(attempt);
    const account = await read((db) => accountByEmail(db, email));
    const fits = await fitsPassword(password, account?.passwordHash ?? null);
    await (fits ? forgetFailures(attempt) : countFailure(attempt));
    if (!account?.mfaEnabled || !fits || !totp?.trim()) {
      return { account, fits };
    }
    const { clientAddress } = request;
    return {
      account,
      fits,
      code: await checkCode({ userId: account.id, code: totp, clientAddress, now: clock.now() }),
    };
  });
}

type Refused = { readonly refused: AppError; readonly audit: AuditDraft<"AUTH_LOGIN_FAILED"> };
type Admitted = { readonly account: Account; readonly factor: FittingCode["kind"] | null } | Refused;

/** Decides on checked credentials inside the transaction that would open the session, and keeps the attempt's event. */
export async function admitAccount(ctx: Context, checked: Checked): Promise<Admitted> {
  const seen = checked.account;
  if (!seen) {
    return refusal(null, "unknown-account");
  }
  const account = await lockAccount(ctx.db, seen.id);
  const refused = await judge(ctx, account, checked);
  if (refused === null && account) {
    await keepEvent(ctx, account.id, true);
    await ctx.db.user.update({ where: { id: account.id }, data: { lastLoginOn: ctx.now }, select: { id: true } });
    return { account, factor: checked.code?.kind ?? null };
  }
  const refusedAs = refused ?? refusal(seen.id, "wrong-password");
  // Being asked for the code is half of a sign-in, not a failed one.
  if (refusedAs.audit.after !== ASKED) {
    await keepEvent(ctx, seen.id, false);
    await announceFailedLogin(ctx.db, seen.id);
  }
  return refusedAs;
}

/** Why the sign-in is refused, in the order in which it may be told: password, standing, second factor, age of the password. */
async function judge(
  ctx: Context,
  account: Account | null,
  { account: seen, fits, code }: Checked,
): Promise<Refused | null> {
  if (!account || account.passwordHash !== seen?.passwordHash || !fits) {
    return refusal(seen?.id ?? null, "wrong-password");
  }
  const reason = shutOutReason(account);
  if (reason !== null) {
    return denial(account.id, { why: reason }, new AppError("FORBIDDEN", reason));
  }
  if (account.mfaEnabled && code === undefined) {
    return denial(account.id, ASKED, codeWanted());
  }
  if (account.mfaEnabled && !(code && (await spendCode(ctx.db, account.id, code, ctx.now)))) {
    return { ...refusal(account.id, "wrong-code"), refused: codeWanted({ totp: "Is not a code that fits now" }) };
  }
  if (await isPasswordExpired(ctx, account)) {
    return denial(account.id, { why: "password-expired" }, await expiredPassword(ctx, account.id));
  }
  return null;
}

const keepEvent = ({ db, now, request }: Context, userId: string, succeeded: boolean) =>
  db.loginEvent.create({
    data: { userId, occurredOn: now, succeeded, ipAddress: request.ipAddress },
    select: { id: true },
  });

/** What the audit row says of a right password that came without the code. */
const ASKED = { why: "second-factor-wanted" };

/** 401 of a right password whose second factor is missing or wrong (decisions §9 TOTP). */
const codeWanted = (fields?: Readonly<Record<string, string>>): AppError =>
  new AppError("UNAUTHENTICATED", undefined, { response: { totpRequired: true }, ...(fields && { fields }) });

const refusal = (userId: string | null, why: string): Refused => ({
  refused: new AppError("UNAUTHENTICATED"),
  audit: { action: "AUTH_LOGIN_FAILED", entityType: "user", entityId: userId, outcome: "failure", after: { why } },
});

const denial = (userId: string, after: { readonly why: string }, refused: AppError): Refused => ({
  refused,
  audit: { action: "AUTH_LOGIN_FAILED", entityType: "user", entityId: userId, outcome: "denied", after },
});
