import { z } from "zod";
import type { Db } from "../../db/client.ts";
import { enqueue } from "../../jobs/enqueue.ts";

/** The work that a failed sign-in asks for; what it does stands with the rules, which know more than a sign-in may. */
export const LOGIN_FAILED = {
  kind: "rules.login-failed",
  payload: z.strictObject({ userId: z.uuid() }),
} as const;

/** Asks for the rules that read failed sign-ins, in the transaction that stores one; nothing where no enabled rule does. */
export async function announceFailedLogin(tx: Db, userId: string): Promise<void> {
  const [reader] = await tx.$queryRaw<object[]>`
    SELECT r.id FROM rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version
    WHERE r.is_enabled AND r.archived_on IS NULL AND v.condition ~ '(failed_logins|distinct_login_ips)_' LIMIT 1`;
  if (reader) {
    await enqueue(tx, LOGIN_FAILED, { userId });
  }
}
