import type pg from "pg";
import { SYSTEM_ROLES } from "../../../lib/policy/roles.ts";
import { DAY_MS, MINUTE_MS } from "../calendar.ts";
import { copyRows } from "../copy-rows.ts";
import type { Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import type { Attempt, DemoTenant, DemoUser } from "./model.ts";
import { tenantStanding } from "./resources.ts";
import { logoutOf } from "./sign-in-trail.ts";

/** Hash of a user's password, or of one that nobody knows; null for an invited user. */
export type HashOf = (user: DemoUser) => string | null;

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
const SESSION_DAYS = 3;
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
];

/** Loads the tenants as their histories left them. */
export async function loadTenants(client: pg.Client, tenants: readonly DemoTenant[]): Promise<void> {
  const columns = [
    "id",
    "code",
    "name",
    "timezone",
    "currency",
    "segment",
    "plan",
    "is_active",
    "status_reason",
    "version",
    "created_on",
    "updated_on",
    "deleted_on",
  ];
  const rows = tenants.map((tenant) => {
    const { id, code, name, place, segment, plan, createdMs, deletedMs } = tenant;
    const { isActive, statusReason, updatedMs, version } = tenantStanding(tenant);
    return [
      id,
      code,
      name,
      place.zone,
      place.currency,
      segment,
      plan,
      isActive,
      statusReason,
      version,
      date(createdMs),
      date(updatedMs),
      date(deletedMs),
    ];
  });
  await copyRows(client, "tenants", columns, rows);
}

/** Loads the users, their memberships and the password history of those whose password is known. */
export async function loadUsers(
  client: pg.Client,
  users: readonly DemoUser[],
  hashOf: HashOf,
  random: Random,
): Promise<void> {
  const columns = [
    "id",
    "email",
    "name",
    "role_id",
    "status",
    "password_hash",
    "password_changed_on",
    "mfa_enabled",
    "lock_reason",
    "locked_by_id",
    "locked_on",
    "last_login_on",
    "created_on",
    "updated_on",
  ];
  const rows = users.map((user) => {
    const { id, email, name, role, status, mfaEnabled, shutOut, lastLoginMs, createdMs } = user;
    const hash = hashOf(user);
    const lock = [shutOut?.reason, shutOut?.by?.id, date(shutOut?.ms ?? null)];
    const changed = hash === null ? null : date(createdMs);
    return [
      id,
      email,
      name,
      SYSTEM_ROLES[role].id,
      status,
      hash,
      changed,
      mfaEnabled,
      ...lock,
      date(lastLoginMs),
      date(createdMs),
      date(shutOut?.ms ?? createdMs),
    ];
  });
  await copyRows(client, "users", columns, rows);
  await copyRows(
    client,
    "user_tenants",
    ["tenant_id", "user_id"],
    users.flatMap(({ id, tenants }) => tenants.map((tenant) => [tenant.id, id])),
  );
  const known = users.filter(({ password }) => password !== null);
  const history = known.map((user) => [uuidV7(user.createdMs, random), user.id, hashOf(user), date(user.createdMs)]);
  await copyRows(client, "password_history", ["id", "user_id", "hash", "created_on"], history);
}

/** Every attempt as a login event, and a console session for each that succeeded lately. */
export async function loadLogins(
  client: pg.Client,
  attempts: readonly Attempt[],
  nowMs: number,
  random: Random,
): Promise<void> {
  const events = attempts.map(({ id, user, ms, network, sessionId }) => [
    id,
    user.id,
    date(ms),
    sessionId !== null,
    network,
  ]);
  await copyRows(client, "login_events", ["id", "user_id", "occurred_on", "succeeded", "ip_address"], events);
  const sessions = attempts.flatMap(({ user, ms, network, sessionId }) => {
    if (sessionId === null || ms < nowMs - SESSION_DAYS * DAY_MS) {
      return [];
    }
    const logoutMs = logoutOf(sessionId, ms);
    const revokedMs = logoutMs !== null && logoutMs < nowMs - MINUTE_MS ? logoutMs : null;
    const seenMs = revokedMs ?? Math.min(nowMs - MINUTE_MS, ms + random.int(1, 420) * MINUTE_MS);
    const expires = date(seenMs + 30 * DAY_MS);
    return [
      [
        sessionId,
        user.id,
        "console",
        network,
        random.pick(AGENTS),
        date(ms),
        date(seenMs),
        expires,
        date(revokedMs),
        revokedMs === null ? null : "logout",
      ],
    ];
  });
  const columns = [
    "id",
    "user_id",
    "kind",
    "ip_address",
    "user_agent",
    "created_on",
    "last_seen_on",
    "expires_on",
    "revoked_on",
    "revoke_reason",
  ];
  await copyRows(client, "sessions", columns, sessions);
}
