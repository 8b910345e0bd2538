import { AppError } from "../core/errors.ts";
import type { AuditDraft, Context } from "../operation/operation.ts";
import { announceFailedLogin } from "../rules/execution/login-trigger.ts";
import { type FittingCode, spendCode } from "./second-factor/factor.ts";
import { shutOutReason } from "./standing.ts";
import type { Account } from "./users.ts";

/** How somebody signs in. */
export type SignInMethod = "password" | "oidc";

/** A sign-in that is not let in, and the row that says so. */
export interface Refused {
  readonly refused: AppError;
  readonly audit: AuditDraft<"AUTH_LOGIN_FAILED">;
  /** It was half of a sign-in, not a failed one: the code is asked for. */
  readonly isAsking?: boolean;
}

interface Failing {
  readonly userId: string | null;
  readonly why: string;
  readonly method: SignInMethod;
}

/** Something given does not fit. */
export const failure = ({ userId, ...after }: Failing, refused = new AppError("UNAUTHENTICATED")): Refused => ({
  refused,
  audit: { action: "AUTH_LOGIN_FAILED", entityType: "user", entityId: userId, outcome: "failure", after },
});

/** Everything fits, and still the account may not sign in. */
export const denial = ({ userId, ...after }: Failing, refused: AppError): Refused => ({
  refused,
  audit: { action: "AUTH_LOGIN_FAILED", entityType: "user", entityId: userId, outcome: "denied", after },
});

/** 401 of a first factor whose second is missing or wrong (decisions §9 TOTP). */
const codeWanted = (fields?: Readonly<Record<string, string>>): AppError =>
  new AppError("UNAUTHENTICATED", undefined, { response: { totpRequired: true }, ...(fields && { fields }) });

/** The account's standing; null when it may sign in. */
export function judgeStanding(account: Account, method: SignInMethod): Refused | null {
  const reason = shutOutReason(account);
  return reason === null
    ? null
    : denial({ userId: account.id, why: reason, method }, new AppError("FORBIDDEN", reason));
}

/** The second factor where the account has one: `code` is undefined when none was given, null when it does not fit. Spends it. */
export async function judgeFactor(
  { db, now }: Context,
  { id, mfaEnabled }: Account,
  code: FittingCode | null | undefined,
  method: SignInMethod,
): Promise<Refused | null> {
  if (!mfaEnabled) {
    return null;
  }
  if (code === undefined) {
    return { ...denial({ userId: id, why: "second-factor-wanted", method }, codeWanted()), isAsking: true };
  }
  const isSpent = code !== null && (await spendCode(db, id, code, now));
  return isSpent
    ? null
    : failure({ userId: id, why: "wrong-code", method }, codeWanted({ totp: "Is not a code that fits now" }));
}

/** Keeps the event of an account that is let in. */
export async function keepSuccess(ctx: Context, userId: string): Promise<void> {
  await keepEvent(ctx, userId, true);
  await ctx.db.user.update({ where: { id: userId }, data: { lastLoginOn: ctx.now }, select: { id: true } });
}

/** Keeps the event of a known account that is refused. */
export async function keepRefusal(ctx: Context, userId: string, { isAsking }: Refused): Promise<void> {
  if (!isAsking) {
    await keepEvent(ctx, userId, false);
    await announceFailedLogin(ctx.db, userId);
  }
}

const keepEvent = ({ db, now, request }: Context, userId: string, succeeded: boolean) =>
  db.loginEvent.create({
    data: { userId, occurredOn: now, succeeded, ipAddress: request.ipAddress },
    select: { id: true },
  });
