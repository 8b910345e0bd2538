import { clock } from "../core/clock.ts";
import { AppError, invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import type { Context } from "../operation/operation.ts";
import { accessChanged, forgetAccess } from "./access.ts";
import { fitsPassword, hashPassword, type PasswordPolicy, passwordProblem } from "./password.ts";
import { hashSecret, newSecret } from "./tokens.ts";
import { type Account, lockAccount } from "./users.ts";

export type OneTimePurpose = "invite" | "reset";
const LIFETIME_MS: Readonly<Record<OneTimePurpose, number>> = { invite: 7 * 86_400_000, reset: 2 * 3_600_000 };

/** Hashes a new password that satisfies the policy. Throws VALIDATION on `field`, naming all that it lacks. */
export async function hashNewPassword(field: string, password: string, policy: PasswordPolicy): Promise<string> {
  const problem = passwordProblem(password, policy);
  if (problem !== null) {
    throw invalid(field, problem);
  }
  return hashPassword(password);
}

/** Throws VALIDATION on `field` when the password is one of the user's latest, as many as the policy says. */
export async function assertNotReused(
  userId: string,
  field: string,
  password: string,
  { historySize }: PasswordPolicy,
): Promise<void> {
  if (historySize === 0) {
    return;
  }
  const earlier = await read((db) =>
    db.passwordHistory.findMany({
      where: { userId },
      orderBy: { createdOn: "desc" },
      take: historySize,
      select: { hash: true },
    }),
  );
  for (const { hash } of earlier) {
    if (await fitsPassword(password, hash)) {
      throw invalid(field, `Was used before; the last ${historySize} may not be used again`);
    }
  }
}

/** Stores the password, keeps it in the history and makes every access token issued before worthless. */
export async function storePassword(
  ctx: Context,
  userId: string,
  passwordHash: string,
  activate: boolean,
): Promise<Account> {
  const { db, now } = ctx;
  await db.user.update({
    where: { id: userId },
    data: {
      passwordHash,
      passwordChangedOn: now,
      tokenVersion: { increment: 1 },
      version: { increment: 1 },
      updatedOn: now,
      ...(activate && { status: "active" }),
    },
    select: { id: true },
  });
  await db.passwordHistory.create({ data: { userId, hash: passwordHash, createdOn: now }, select: { id: true } });
  await accessChanged(db, userId);
  ctx.afterCommit(() => forgetAccess(userId));
  const account = await lockAccount(db, userId);
  if (!account) {
    throw new AppError("NOT_FOUND");
  }
  return account;
}

/** Makes a one-time token; earlier ones of the purpose stop working. Returns the secret, which is stored nowhere. */
export async function issueOneTimeToken(tx: Db, userId: string, purpose: OneTimePurpose, now: Date): Promise<string> {
  const { secret, hash } = newSecret();
  await tx.oneTimeToken.updateMany({ where: { userId, purpose, spentOn: null }, data: { spentOn: now } });
  await tx.oneTimeToken.create({
    data: { hash, userId, purpose, createdOn: now, expiresOn: new Date(now.getTime() + LIFETIME_MS[purpose]) },
    select: { userId: true },
  });
  return secret;
}

/**
 * Spends a one-time token and returns its user. Throws GONE when it is spent, expired or unknown (decisions §9), an invitation also
 * when its account has been locked or suspended meanwhile.
 */
export async function spendOneTimeToken(
  { db, now }: Context,
  field: string,
  token: string,
  purpose: OneTimePurpose,
): Promise<string> {
  const [row] = await db.$queryRaw<{ user_id: string }[]>`
    UPDATE one_time_tokens t SET spent_on = ${now} FROM users u
    WHERE t.hash = ${hashSecret(token)} AND t.purpose = ${purpose} AND t.spent_on IS NULL AND t.expires_on > ${now}
      AND u.id = t.user_id AND (t.purpose <> 'invite' OR u.status = 'invited') RETURNING t.user_id`;
  if (!row) {
    throw new AppError("GONE", "This link has been used or has expired", {
      fields: { [field]: "Has been used or has expired" },
    });
  }
  return row.user_id;
}

/** The user behind an unspent token, for checks that must precede the transaction; null when there is none. */
export async function peekOneTimeToken(token: string, purpose: OneTimePurpose): Promise<string | null> {
  const row = await read((db) =>
    db.oneTimeToken.findFirst({ where: { hash: hashSecret(token), purpose, spentOn: null }, select: { userId: true } }),
  );
  return row?.userId ?? null;
}

/** Whether the token could be spent now. */
export async function isOneTimeTokenGood(token: string, purpose: OneTimePurpose): Promise<boolean> {
  const row = await read((db) =>
    db.oneTimeToken.findFirst({
      where: { hash: hashSecret(token), purpose, spentOn: null, expiresOn: { gt: clock.now() } },
      select: { userId: true },
    }),
  );
  return row !== null;
}
