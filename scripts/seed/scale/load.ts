import { randomBytes } from "node:crypto";
import pg from "pg";
import { hashPassword } from "../../../lib/auth/password.ts";
import { ensurePartitions } from "../audit-partitions.ts";
import { DAY_MS } from "../calendar.ts";
import { copyRows, type Value } from "../copy-rows.ts";
import { ProgressBar } from "../progress-bar.ts";
import { Random } from "../random.ts";
import { AUDIT_COLUMNS, AUDIT_SPAN_MS, auditRows } from "./audit.ts";
import { LOGIN_COLUMNS, loginRows, readUsers } from "./logins.ts";
import { planTenants, TENANT_COLUMNS, tenantRows } from "./tenants.ts";
import { membershipRows, planUsers, USER_COLUMNS, userRows } from "./users.ts";

/** How much to load. */
export interface ScaleSize {
  readonly tenants: number;
  readonly users: number;
  readonly audit: number;
  readonly logins: number;
}

/** Rows of one COPY: few enough for the server to hold their triggers' rows, many enough to touch each counter seldom. */
const BATCH = 200_000;
const SEED = 1_000_003;

/** Adds tenants, users, audit rows and sign-in attempts to a migrated database, by INSERT rights alone. Throws when it is not migrated. */
export async function loadScale(url: string, size: ScaleSize): Promise<void> {
  await withClient(url, async (client) => {
    await load(client, size);
    await loadAttempts(client, size.logins);
  });
}

/** Adds sign-in attempts of the users that the database has. */
export const loadLogins = (url: string, count: number): Promise<void> =>
  withClient(url, (client) => loadAttempts(client, count));

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function loadAttempts(client: pg.Client, count: number): Promise<void> {
  if (count > 0) {
    const rows = loginRows(count, await readUsers(client), Date.now(), new Random(SEED));
    await inBatches(client, "login_events", LOGIN_COLUMNS, rows, count);
  }
}

async function load(client: pg.Client, size: ScaleSize): Promise<void> {
  const nowMs = Date.now();
  const offsets = await existing(client);
  const random = new Random(SEED + offsets.tenants);
  const tenants = planTenants(size.tenants, offsets.tenants, nowMs, random);
  const users = planUsers(size.users);
  const passwordHash = await hashPassword(randomBytes(32).toString("base64url"));
  await inBatches(client, "tenants", TENANT_COLUMNS, tenantRows(tenants, nowMs, random), size.tenants);
  await inBatches(
    client,
    "users",
    USER_COLUMNS,
    userRows(users, tenants, { offset: offsets.users, nowMs, passwordHash }, random),
    size.users,
  );
  await inBatches(
    client,
    "user_tenants",
    ["tenant_id", "user_id"],
    membershipRows(users, tenants, random),
    Math.round(size.users * 1.05),
  );
  const months = Array.from({ length: 14 }, (_, n) => Math.min(nowMs, nowMs - AUDIT_SPAN_MS + n * 28 * DAY_MS));
  await ensurePartitions(client, months);
  await inBatches(
    client,
    "audit_events",
    AUDIT_COLUMNS,
    auditRows(size.audit, users, tenants, nowMs, random),
    size.audit,
  );
}

async function existing(client: pg.Client): Promise<{ tenants: number; users: number }> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('audit_events') IS NOT NULL AS exists",
  );
  if (!found[0]?.exists) {
    throw new Error("The database has no tables yet: migrate it first (npm run db:migrate).");
  }
  const { rows } = await client.query<{ tenants: number; users: number }>(
    "SELECT (SELECT count(*)::integer FROM tenants) AS tenants, (SELECT coalesce(sum(total), 0)::integer FROM row_counts WHERE name = 'users') AS users",
  );
  return rows[0] ?? { tenants: 0, users: 0 };
}

async function inBatches(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Generator<readonly Value[]>,
  expected: number,
): Promise<void> {
  const bar = new ProgressBar(table, expected);
  let next = rows.next();
  const batch = function* () {
    for (let n = 0; n < BATCH && !next.done; n++) {
      yield next.value;
      next = rows.next();
    }
  };
  while (!next.done) {
    await copyRows(client, table, columns, bar.watch(batch()));
  }
  bar.finish();
}

const LOADED = ["tenants", "users", "user_tenants", "user_search", "audit_events", "login_events", "row_counts"];

/**
 * Gives the planner its statistics, the tables their visibility maps and the user list its ranks, as upkeep would in time. False
 * when the role may not: only an owner may.
 */
export const vacuumLoaded = (url: string): Promise<boolean> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      "SELECT bool_and(pg_has_role(relowner, 'USAGE')) AS may FROM pg_class WHERE oid = ANY($1::text[]::regclass[])",
      [LOADED],
    );
    if (!rows[0]?.may) {
      return false;
    }
    await client.query(`VACUUM (ANALYZE) ${LOADED.join(", ")}`);
    await client.query("SELECT refresh_user_ranks(k.sort) FROM user_rank_keys('', '', now(), now()) k");
    await client.query("VACUUM (ANALYZE) user_ranks, user_rank_changes");
    return true;
  });
