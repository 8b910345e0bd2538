import { createHash } from "node:crypto";
import { configuration } from "../configuration/current.ts";
import { AppError } from "../core/errors.ts";
import { singleton } from "../core/singleton.ts";
import { read } from "../db/transaction.ts";
import { metrics } from "../observability/metrics.ts";

const WINDOW_SEC = 600;

interface Row {
  key: string;
  used: number;
  retry_sec: number;
}

/** The counters of one sign-in attempt, under hashes: neither e-mail nor network address is stored in clear. */
export interface Attempt {
  readonly accountKey: string;
  readonly addressKey: string;
}

/** The attempt's counters for an account (lower-case e-mail, known or not) and a client address. */
export const attemptOf = (email: string, clientAddress: string): Attempt => ({
  accountKey: `login:account:${digest(email)}`,
  addressKey: `login:address:${digest(clientAddress)}`,
});

const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");

/** Throws RATE_LIMITED when the account or the address has used up its failures of ten minutes (decisions §9 Failed logins). */
export async function assertAttemptsLeft({ accountKey, addressKey }: Attempt): Promise<void> {
  const values = await configuration();
  const rows = await read(
    (db) => db.$queryRaw<Row[]>`
    SELECT key, used, ceil(extract(epoch FROM started_on + make_interval(secs => ${WINDOW_SEC}) - now()))::integer AS retry_sec
    FROM rate_limits WHERE key IN (${accountKey}, ${addressKey}) AND started_on > now() - make_interval(secs => ${WINDOW_SEC})`,
  );
  for (const { key, used, retry_sec } of rows) {
    const limit = values[key === accountKey ? "auth.loginAttemptsPerAccount" : "auth.loginAttemptsPerAddress"];
    if (used >= limit) {
      metrics.denied.inc({ code: "LOGIN_THROTTLED" });
      throw new AppError("RATE_LIMITED", "Too many failed sign-ins; try again later", {
        retryAfterSec: Math.max(1, retry_sec),
      });
    }
  }
}

/** Counts one failure for the account and the address. */
export async function countFailure({ accountKey, addressKey }: Attempt): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    INSERT INTO rate_limits AS r (key, started_on, used) VALUES (${accountKey}, now(), 1), (${addressKey}, now(), 1)
    ON CONFLICT (key) DO UPDATE SET
      used = CASE WHEN r.started_on <= now() - make_interval(secs => ${WINDOW_SEC}) THEN 1 ELSE r.used + 1 END,
      started_on = CASE WHEN r.started_on <= now() - make_interval(secs => ${WINDOW_SEC}) THEN now() ELSE r.started_on END`,
  );
}

/** Forgets the account's failures after a success; the address keeps its own. */
export async function forgetFailures({ accountKey }: Attempt): Promise<void> {
  await read((db) => db.$executeRaw`DELETE FROM rate_limits WHERE key = ${accountKey}`);
}

/** Attempts on one account wait for each other, so that guesses sent at once are still counted one by one. */
export async function oneAtATime<T>({ accountKey }: Attempt, work: () => Promise<T>): Promise<T> {
  const tails = singleton("loginQueues", () => new Map<string, Promise<unknown>>());
  const mine = (tails.get(accountKey) ?? Promise.resolve()).then(work, work);
  const tail = mine.catch(() => undefined);
  tails.set(accountKey, tail);
  try {
    return await mine;
  } finally {
    if (tails.get(accountKey) === tail) {
      tails.delete(accountKey);
    }
  }
}
