import pg from "pg";
import { applyMigrations, type MigrationReport, pendingMigrations } from "../migrations.ts";
import { appRole } from "../postgres/roles.ts";
import { Refusal } from "./refusal.ts";

/** A given database, ready for the application: the address it is to use, and what was migrated (null: its role may not). */
export type ExternalDatabase = { appUrl: string; migrations: MigrationReport | null };

type Rights = { user: string; version: number; mayMigrate: boolean; appRoleExists: boolean; isAppMember: boolean };

const MIN_VERSION = 150_000;
const RIGHTS = `SELECT current_user AS "user", current_setting('server_version_num')::int AS version,
  coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), false)
    AND coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('_prisma_migrations')), true) AS "mayMigrate",
  EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS "appRoleExists",
  coalesce((SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false) AS "isAppMember"`;

/**
 * Migrates the database behind DATABASE_URL when its role may, otherwise makes sure that nothing is pending; either way
 * the application gets an address under which every connection runs as the restricted role. Throws a Refusal.
 */
export async function prepareExternalDatabase(url: string): Promise<ExternalDatabase> {
  const { mayMigrate, version } = await withClient(url, readRights);
  if (version < MIN_VERSION) {
    throw new Refusal(
      `DATABASE_URL points to PostgreSQL ${Math.floor(version / 10_000)}; version 15 or newer is needed.`,
    );
  }
  const migrations = mayMigrate ? await applyMigrations(url) : null;
  // Read again: migrating makes the role and the membership.
  const rights = await withClient(url, async (client) => {
    const now = await readRights(client);
    if (!mayMigrate) await refusePending(client, now.user);
    return now;
  });
  return { appUrl: await appUrlFor(url, rights), migrations };
}

/** The same address, its connections running as `role`. */
export function withRole(url: string, role: string): string {
  const address = new URL(url);
  const given = address.searchParams.get("options");
  address.searchParams.set("options", [given, `-c role=${role}`].filter(Boolean).join(" "));
  // PostgreSQL's own client reads a plus sign as a plus sign.
  address.search = address.search.replaceAll("+", "%20");
  return address.href;
}

async function readRights(client: pg.Client): Promise<Rights> {
  const { rows } = await client.query<Rights>(RIGHTS, [appRole]);
  if (!rows[0]) throw new Error("no answer from the database");
  return rows[0];
}

async function refusePending(client: pg.Client, user: string): Promise<void> {
  const pending = await pendingMigrations(client).catch((error: unknown) => {
    throw new Refusal(
      `The role ${user} of DATABASE_URL cannot tell whether migrations are pending: ${messageOf(error)}.`,
    );
  });
  if (pending.length === 0) return;
  throw new Refusal(
    `The database lacks ${pending.length} migration(s), first ${pending[0]}, and the role ${user} of DATABASE_URL may not migrate. ` +
      'Run "npm run db:migrate" with DATABASE_URL naming the owner of the database, then start again.',
  );
}

async function appUrlFor(url: string, { user, appRoleExists, isAppMember }: Rights): Promise<string> {
  if (user === appRole) return url;
  if (!appRoleExists) throw new Refusal(`The database has no role ${appRole}; the migrations make it.`);
  if (!isAppMember) {
    throw new Refusal(`The role ${user} of DATABASE_URL is not a member of ${appRole}: GRANT ${appRole} TO "${user}".`);
  }
  const appUrl = withRole(url, appRole);
  const actual = await withClient(appUrl, async (client) => {
    const { rows } = await client.query<{ role: string }>("SELECT current_user AS role");
    return rows[0]?.role;
  });
  if (actual === appRole) return appUrl;
  throw new Refusal(
    `Connections do not take up the role ${appRole} (a pooler may drop connection options). Let DATABASE_URL sign in as ${appRole} itself, and migrate separately.`,
  );
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Refusal(`The database of DATABASE_URL (${new URL(url).host}) cannot be reached: ${messageOf(error)}.`);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function messageOf(error: unknown): string {
  // A host with several addresses fails with one error for each, and no message of its own.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
