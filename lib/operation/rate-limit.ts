import { createHash } from "node:crypto";
import { configuration } from "../configuration/current.ts";
import type { ConfigurationKey } from "../configuration/definitions.ts";
import { AppError } from "../core/errors.ts";
import { singleton } from "../core/singleton.ts";
import { read } from "../db/transaction.ts";
import { metrics } from "../observability/metrics.ts";
import { granted, shareOf } from "./lease.ts";
import type { LimitClass, RateState, RequestScope } from "./operation.ts";

const WINDOW_SEC = 60;

/** The configuration key of each allowance. */
export const LIMIT_KEYS = {
  admin: "rateLimits.superAdminPerMinute",
  config: "rateLimits.configPerMinute",
  ruleExecution: "rateLimits.ruleExecutionPerMinute",
  signIn: "rateLimits.superAdminPerMinute",
  ingest: "rateLimits.ingestPerMinute",
} as const satisfies Record<LimitClass, ConfigurationKey>;

/** What this instance holds of a subject's allowance in the running window. */
interface Lease {
  readonly limit: number;
  readonly resetAt: number;
  /** Tokens leased and not yet spent here. */
  left: number;
  /** Tokens that nobody had leased when this instance last asked. */
  readonly unleased: number;
}

interface Limiter {
  readonly leases: Map<string, Lease>;
  readonly pending: Map<string, Promise<Lease>>;
}

const limiter = (): Limiter => singleton("rateLimiter", () => ({ leases: new Map(), pending: new Map() }));

/**
 * Takes one call from the subject's allowance of the class (SRS §12). The allowance lies in the database and is leased in
 * shares that shrink as it runs out, so that all instances together never exceed it and few calls need a round trip.
 * Throws RATE_LIMITED with the seconds until the window ends.
 */
export async function takeToken(limitClass: LimitClass, subject: string): Promise<RateState> {
  const limit = (await configuration())[LIMIT_KEYS[limitClass]];
  const key = `${limitClass}:${subject}`;
  for (;;) {
    const lease = await leaseWithToken(key, limit);
    const resetSec = Math.min(WINDOW_SEC, Math.max(1, Math.ceil((lease.resetAt - performance.now()) / 1000)));
    if (lease.left > 0) {
      lease.left -= 1;
      return toState(limitClass, lease, resetSec);
    }
    // Others who waited for the same lease may have emptied it; only when nothing is left to lease is the allowance used up.
    if (lease.unleased === 0) {
      metrics.denied.inc({ code: "RATE_LIMITED" });
      throw new RateLimitedError(toState(limitClass, lease, resetSec));
    }
  }
}

/** Who has no name is counted by address, under a hash. */
export const addressSubject = ({ clientAddress }: Pick<RequestScope, "clientAddress">): string =>
  `address:${createHash("sha256").update(clientAddress).digest("base64url")}`;

/** RATE_LIMITED that carries the state for the headers. */
export class RateLimitedError extends AppError {
  readonly rate: RateState;
  constructor(rate: RateState) {
    super("RATE_LIMITED", undefined, { retryAfterSec: rate.resetSec });
    this.rate = rate;
  }
}

const toState = (policy: string, lease: Lease, resetSec: number): RateState => ({
  policy,
  limit: lease.limit,
  remaining: lease.left + lease.unleased,
  resetSec,
});

async function leaseWithToken(key: string, limit: number): Promise<Lease> {
  const { leases, pending } = limiter();
  for (;;) {
    const held = leases.get(key);
    const isCurrent = held !== undefined && held.limit === limit && performance.now() < held.resetAt;
    if (isCurrent && (held.left > 0 || held.unleased === 0)) {
      return held;
    }
    let request = pending.get(key);
    if (request === undefined) {
      request = renew(key, limit, isCurrent ? held.unleased : limit).finally(() => pending.delete(key));
      pending.set(key, request);
    }
    await request;
  }
}

async function renew(key: string, limit: number, unleased: number): Promise<Lease> {
  const { leases } = limiter();
  const share = shareOf(unleased);
  const { used, endsInMs } = await draw(key, limit, share, WINDOW_SEC);
  const lease: Lease = { limit, resetAt: performance.now() + endsInMs, ...granted(used, share, limit) };
  leases.set(key, lease);
  dropExpired(leases);
  return lease;
}

/** Draws `share` from the window under `key`, starting a new one when the old has ended; one statement, so races add up right. */
async function draw(
  key: string,
  limit: number,
  share: number,
  windowSec: number,
): Promise<{ used: number; endsInMs: number }> {
  const [row] = await read(
    (db) => db.$queryRaw<{ used: number; ends_in_ms: number }[]>`
    INSERT INTO rate_limits AS r (key, started_on, used) VALUES (${key}, now(), ${share})
    ON CONFLICT (key) DO UPDATE SET
      used = CASE WHEN r.started_on <= now() - make_interval(secs => ${windowSec}) THEN ${share}
                  ELSE least(r.used + ${share}, ${limit + share}) END,
      started_on = CASE WHEN r.started_on <= now() - make_interval(secs => ${windowSec}) THEN now() ELSE r.started_on END
    RETURNING used, (extract(epoch FROM started_on + make_interval(secs => ${windowSec}) - now()) * 1000)::float8 AS ends_in_ms`,
  );
  if (!row) {
    throw new Error("rate limit row missing");
  }
  return { used: row.used, endsInMs: row.ends_in_ms };
}

const LEASES_MAX = 5000;

function dropExpired(leases: Map<string, Lease>): void {
  if (leases.size <= LEASES_MAX) {
    return;
  }
  const now = performance.now();
  for (const [key, { resetAt }] of leases) {
    if (resetAt <= now) {
      leases.delete(key);
    }
  }
}
