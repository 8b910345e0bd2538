import { userConfiguration } from "../configuration/effective.ts";
import { AppError } from "../core/errors.ts";
import type { Context } from "../operation/operation.ts";
import { issueOneTimeToken } from "./passwords.ts";
import type { Account } from "./users.ts";

const DAY_MS = 86_400_000;

/** Whether the account's password is older than the policy in force for it allows (`maxAgeDays`; 0 allows any age). */
export async function isPasswordExpired(
  { db, now }: Pick<Context, "db" | "now">,
  account: Pick<Account, "role" | "tenants" | "passwordSetOn">,
): Promise<boolean> {
  const { maxAgeDays } = (await userConfiguration(account, db))["auth.passwordPolicy"];
  return maxAgeDays > 0 && now.getTime() - account.passwordSetOn.getTime() > maxAgeDays * DAY_MS;
}

/**
 * The refusal of a sign-in with the right password that has expired. Who knows it may choose the next one: the answer carries a
 * one-time token for `POST /auth/reset-password`.
 */
export async function expiredPassword({ db, now }: Context, userId: string): Promise<AppError> {
  const resetToken = await issueOneTimeToken(db, userId, "reset", now);
  return new AppError("FORBIDDEN", "The password has expired; choose a new one", {
    response: { passwordExpired: true, resetToken },
  });
}
