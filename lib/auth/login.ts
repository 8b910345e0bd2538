import { clock } from "../core/clock.ts";
import { read } from "../db/transaction.ts";
import type { Caller, Context } from "../operation/operation.ts";
import { denial, failure, judgeFactor, judgeStanding, keepRefusal, keepSuccess, type Refused } from "./admission.ts";
import { expiredPassword, isPasswordExpired } from "./expiry.ts";
import { fitsPassword } from "./password.ts";
import { checkCode, type FittingCode } from "./second-factor/factor.ts";
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

type Admitted = { readonly account: Account; readonly factor: FittingCode["kind"] | null } | Refused;

const METHOD = "password";

/** Decides on checked credentials inside the transaction that would open the session, and keeps the attempt's event. */
export async function admitAccount(ctx: Context, checked: Checked): Promise<Admitted> {
  const seen = checked.account;
  if (!seen) {
    return failure({ userId: null, why: "unknown-account", method: METHOD });
  }
  const account = await lockAccount(ctx.db, seen.id);
  const refused = account ? await judge(ctx, account, checked) : wrongPassword(seen.id);
  if (refused === null && account) {
    await keepSuccess(ctx, account.id);
    return { account, factor: checked.code?.kind ?? null };
  }
  const refusedAs = refused ?? wrongPassword(seen.id);
  await keepRefusal(ctx, seen.id, refusedAs);
  return refusedAs;
}

/** Why the sign-in is refused, in the order in which it may be told: password, standing, second factor, age of the password. */
async function judge(ctx: Context, account: Account, { account: seen, fits, code }: Checked): Promise<Refused | null> {
  if (account.passwordHash !== seen?.passwordHash || !fits) {
    return wrongPassword(account.id);
  }
  const refused = judgeStanding(account, METHOD) ?? (await judgeFactor(ctx, account, code, METHOD));
  if (refused === null && (await isPasswordExpired(ctx, account))) {
    const refusal = await expiredPassword(ctx, account.id);
    return denial({ userId: account.id, why: "password-expired", method: METHOD }, refusal);
  }
  return refused;
}

const wrongPassword = (userId: string): Refused => failure({ userId, why: "wrong-password", method: METHOD });
