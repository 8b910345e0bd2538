import type { Db } from "../../db/client.ts";
import { read } from "../../db/transaction.ts";
import { assertAttemptsLeft, attemptOf, countFailure, forgetFailures, oneAtATime } from "../throttle.ts";
import { newRecoveryCodes, recoveryHash } from "./recovery.ts";
import { stepOf } from "./secret.ts";

/** A code that fits and has yet to be spent. */
export type FittingCode =
  | { readonly kind: "totp"; readonly secret: string; readonly step: number }
  | { readonly kind: "recovery-code"; readonly hash: Uint8Array<ArrayBuffer> };

interface Presented {
  readonly userId: string;
  /** Six digits of the app or a recovery code, as typed. */
  readonly code: string;
  readonly clientAddress: string;
  readonly now: Date;
  /** Whether it is to confirm a secret that waits, instead of one in use. */
  readonly isPending?: boolean;
}

/**
 * The code when it fits, null when it does not; outside any transaction, so that failures count whatever becomes of the rest. They
 * count apart from those of the password, which its owner would forgive with each right one. Throws RATE_LIMITED.
 */
export function checkCode(presented: Presented): Promise<FittingCode | null> {
  const attempt = attemptOf(`second-factor:${presented.userId}`, presented.clientAddress);
  return oneAtATime(attempt, async () => {
    await assertAttemptsLeft(attempt);
    const fitting = await read((db) => fittingCode(db, presented));
    await (fitting === null ? countFailure(attempt) : forgetFailures(attempt));
    return fitting;
  });
}

async function fittingCode(db: Db, { userId, code, now, isPending = false }: Presented): Promise<FittingCode | null> {
  const digits = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) {
    return isPending ? null : fittingRecoveryCode(db, userId, code);
  }
  const row = await db.userTotp.findFirst({
    where: { userId, confirmedOn: isPending ? null : { not: null } },
    select: { secret: true, lastStep: true },
  });
  const step = row && stepOf(row.secret, digits, now);
  return row && step !== null && step > Number(row.lastStep ?? -1) ? { kind: "totp", secret: row.secret, step } : null;
}

async function fittingRecoveryCode(db: Db, userId: string, code: string): Promise<FittingCode | null> {
  const hash = recoveryHash(code);
  const row = await db.recoveryCode.findFirst({ where: { userId, hash, spentOn: null }, select: { userId: true } });
  return row && { kind: "recovery-code", hash };
}

/** Spends the code; false when somebody else has in the meantime: no code is taken twice, whoever is faster. */
export async function spendCode(tx: Db, userId: string, fitting: FittingCode, now: Date): Promise<boolean> {
  const { count } =
    fitting.kind === "totp"
      ? await tx.userTotp.updateMany({
          where: {
            userId,
            secret: fitting.secret,
            confirmedOn: { not: null },
            OR: [{ lastStep: null }, { lastStep: { lt: fitting.step } }],
          },
          data: { lastStep: fitting.step },
        })
      : await tx.recoveryCode.updateMany({
          where: { userId, hash: fitting.hash, spentOn: null },
          data: { spentOn: now },
        });
  return count === 1;
}

/** Gives the user new recovery codes in place of any earlier ones. Returns them; they are stored nowhere. */
export async function renewRecoveryCodes(tx: Db, userId: string): Promise<string[]> {
  const { codes, hashes } = newRecoveryCodes();
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: hashes.map((hash) => ({ userId, hash })) });
  return [...codes];
}

/** Forgets the user's second factor, recovery codes included. */
export async function removeFactor(tx: Db, userId: string, now: Date): Promise<void> {
  await tx.userTotp.deleteMany({ where: { userId } });
  await setEnrolled(tx, userId, false, now);
}

/** Says on the user's row whether a second factor is enrolled. */
export async function setEnrolled(tx: Db, userId: string, mfaEnabled: boolean, now: Date): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { mfaEnabled, version: { increment: 1 }, updatedOn: now },
    select: { id: true },
  });
}
