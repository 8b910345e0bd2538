import { userConfiguration } from "../configuration/effective.ts";
import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { areSignalsLive, onSignal, signal, signalAll } from "../db/signals.ts";
import { read } from "../db/transaction.ts";
import type { Actor, StepUpMethod } from "../operation/operation.ts";
import { hasSingleSignOn } from "./oidc/provider.ts";
import { mustEnrol } from "./second-factor/requirement.ts";
import { actorOf, standingCheck } from "./standing.ts";
import { accountById } from "./users.ts";

/** A session's standing is asked of the database at least this often; revocations arrive by signal in milliseconds. */
const FRESH_MS = 2000;
const TOUCH_SEC = 60;
const CACHE_MAX = 20_000;

export interface Access {
  readonly actor: Actor;
  readonly tokenVersion: number;
  /** Whether the account has a second factor, or the identity provider has seen one when the session was opened. */
  readonly mfaEnabled: boolean;
  /** Of an API key that expires by itself. */
  readonly expiresOn?: Date | null;
}

interface Entry {
  readonly userId: string | undefined;
  readonly loadedAt: number;
  readonly access: Promise<Access | null>;
}

const cache = (): Map<string, Entry> =>
  singleton("accessCache", () => {
    const entries = new Map<string, Entry>();
    onSignal((message) => {
      if (message.kind === "access") {
        forget(entries, message.userId);
      }
    });
    return entries;
  });

/** An entry still loading has no user yet: it might be the one, so it goes too. */
function forget(entries: Map<string, Entry>, userId: string | undefined): void {
  if (userId === undefined) {
    entries.clear();
    return;
  }
  for (const [sessionId, entry] of entries) {
    if (entry.userId === undefined || entry.userId === userId) {
      entries.delete(sessionId);
    }
  }
}

/** Tells every instance at commit that what this user (or, without one, anybody) may do has changed. */
export async function accessChanged(tx: Db, userId?: string): Promise<void> {
  await signal(tx, userId === undefined ? { kind: "access" } : { kind: "access", userId });
}

/** As `accessChanged`, for many users. */
export const accessChangedOf = (tx: Db, userIds: readonly string[]): Promise<void> =>
  signalAll(
    tx,
    userIds.map((userId) => ({ kind: "access", userId })),
  );

/** Forgets on this instance at once, without waiting for the signal's way round. For `afterCommit`. */
export const forgetAccess = (userId?: string): void => forget(cache(), userId);

/** Who stands behind the session and what they may do now; null when it is revoked, expired, idle too long, or its user is not active. */
export async function accessOf(sessionId: string): Promise<Access | null> {
  const access = await rememberedAccess(sessionId, () => load(sessionId));
  // By the configuration of this moment: a role that comes to need a second factor is held to it at once.
  const isHeld = access !== null && (await mustEnrol({ role: access.actor.role, mfaEnabled: access.mfaEnabled }));
  return isHeld ? { ...access, actor: { ...access.actor, mustEnrol: true } } : access;
}

/** What the user may do now, for work that goes on after the session that asked for it; null when the account is not active. */
export const accessOfUser = async (userId: string): Promise<Actor | null> => (await userAccess(userId))?.actor ?? null;

/** The same with the version that tells whether their sign-ins of an earlier moment are still good. */
export const userAccess = (userId: string): Promise<Access | null> =>
  rememberedAccess(`user ${userId}`, async () => {
    const account = await read((db) => accountById(db, userId));
    return account && standingCheck(account).passed
      ? { actor: actorOf(account, null), tokenVersion: account.tokenVersion, mfaEnabled: account.mfaEnabled }
      : null;
  });

/** What `ask` says of the key, remembered until a signal about its actor, or for two seconds. What it throws is not remembered. */
export async function rememberedAccess(key: string, ask: () => Promise<Access | null>): Promise<Access | null> {
  const entries = cache();
  const known = entries.get(key);
  if (known && areSignalsLive() && performance.now() - known.loadedAt < FRESH_MS) {
    return known.access;
  }
  if (entries.size >= CACHE_MAX) {
    entries.delete(entries.keys().next().value ?? "");
  }
  const loading = ask();
  const entry: Entry = { userId: undefined, loadedAt: performance.now(), access: loading };
  entries.set(key, entry);
  try {
    const access = await loading;
    // Only what was not forgotten while it loaded may stay.
    if (entries.get(key) === entry) {
      entries.set(key, { ...entry, userId: access?.actor.id ?? "" });
    }
    return access;
  } catch (thrown) {
    entries.delete(key);
    throw thrown;
  }
}

interface Row {
  kind: string;
  id: string;
  email: string;
  name: string;
  status: string;
  token_version: number;
  mfa_enabled: boolean;
  second_factor: boolean;
  role: string;
  isGlobal: boolean;
  permissions: string[];
  tenants: string[];
  activeTenants: number;
  idle_sec: number;
  is_open: boolean;
  has_password: boolean;
  has_identity: boolean;
  /** Since the session confirmed who it is. */
  confirmed_ms: number | null;
}

async function load(sessionId: string): Promise<Access | null> {
  const askedAt = performance.now();
  const [row] = await read(
    (db) => db.$queryRaw<Row[]>`
    SELECT s.kind, s.second_factor, u.id, u.email, u.name, u.status, u.token_version, u.mfa_enabled, r.name AS role, r.is_global AS "isGlobal",
      ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions,
      ARRAY(SELECT m.tenant_id::text FROM user_tenants m WHERE m.user_id = u.id ORDER BY 1) AS tenants,
      (SELECT count(*) FROM user_tenants m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = u.id AND t.is_active AND t.deleted_on IS NULL)::integer AS "activeTenants",
      extract(epoch FROM now() - s.last_seen_on)::float8 AS idle_sec,
      s.revoked_on IS NULL AND s.expires_on > now() AS is_open, u.password_hash IS NOT NULL AS has_password,
      EXISTS (SELECT FROM user_identities i WHERE i.user_id = u.id) AS has_identity,
      extract(epoch FROM now() - s.stepped_up_at)::float8 * 1000 AS confirmed_ms
    FROM sessions s JOIN users u ON u.id = s.user_id JOIN roles r ON r.id = u.role_id WHERE s.id = ${sessionId}::uuid`,
  );
  if (!row?.is_open || !standingCheck(row).passed) {
    return null;
  }
  const idleMinutes = (await userConfiguration(row))["auth.sessionTimeoutMinutes"];
  if (row.idle_sec > idleMinutes * 60) {
    return null;
  }
  if (row.kind === "console" && row.idle_sec > TOUCH_SEC) {
    await read(
      (db) =>
        db.$executeRaw`UPDATE sessions SET last_seen_on = now() WHERE id = ${sessionId}::uuid AND revoked_on IS NULL`,
    );
  }
  return {
    tokenVersion: row.token_version,
    mfaEnabled: row.mfa_enabled || row.second_factor,
    actor: {
      ...actorOf(row, sessionId),
      confirmation: { at: row.confirmed_ms === null ? null : askedAt - row.confirmed_ms, methods: methodsOf(row) },
      profile: { email: row.email, name: row.name },
    },
  };
}

/** How the session can confirm who it is: what signing in takes, or in a browser the identity provider once more. */
function methodsOf({ kind, has_password, has_identity, mfa_enabled }: Row): readonly StepUpMethod[] {
  const byProvider = kind === "console" && has_identity && !mfa_enabled && hasSingleSignOn();
  return [
    ...(has_password ? (["password"] as const) : []),
    ...(mfa_enabled ? (["totp"] as const) : []),
    ...(byProvider ? (["provider"] as const) : []),
  ];
}
