import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { appRole } from "./postgres/roles.ts";
import { inProject } from "./project.ts";

/** One folder of prisma/migrations. */
export type Migration = { name: string; sql: string };

/** What the runner did: names applied now, and names whose file changed after it was applied. */
export type MigrationReport = { applied: string[]; edited: string[] };

/** A row of _prisma_migrations that was not rolled back. */
type Recorded = { name: string; checksum: string; isFinished: boolean };

// Prisma Migrate's own lock and table: its command line and this runner can be used on the same database.
const ADVISORY_LOCK = 72_707_369;
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

// The application's role checks at its start that nothing is pending.
const LET_APP_SEE_HISTORY = `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${appRole}') THEN GRANT SELECT ON _prisma_migrations TO ${appRole}; END IF;
END $$`;

/** The migrations of a folder, in the order in which they apply. */
export function readMigrations(directory: string = inProject("prisma", "migrations")): Migration[] {
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, "migration.sql")))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(directory, name, "migration.sql"), "utf8") }));
}

/** Prisma's checksum of a migration file. */
export function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

/** Whether a recorded checksum is this file's, whatever line endings a checkout gave it. */
export function matchesChecksum(sql: string, checksum: string): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].some((text) => checksumOf(text) === checksum);
}

/** Applies what is pending, as `prisma migrate deploy` would. Several may run at once: they take turns. Throws when a migration fails, or failed before. */
export async function applyMigrations(
  url: string,
  migrations: readonly Migration[] = readMigrations(),
): Promise<MigrationReport> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    await client.query("SET client_min_messages = warning");
    await client.query(TABLE);
    const recorded = await readRecorded(client);
    refuseUnfinished(recorded);
    const pending = pendingOf(migrations, recorded);
    for (const migration of pending) await apply(client, migration);
    if (pending.length > 0) await client.query(LET_APP_SEE_HISTORY);
    return { applied: pending.map(({ name }) => name), edited: editedOf(migrations, recorded) };
  } finally {
    await client.end();
  }
}

/** Names of the migrations that a database still lacks. Throws when an earlier one failed there. */
export async function pendingMigrations(
  client: pg.Client,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  const recorded = rows[0]?.exists ? await readRecorded(client) : [];
  refuseUnfinished(recorded);
  return pendingOf(migrations, recorded).map(({ name }) => name);
}

async function readRecorded(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

function refuseUnfinished(recorded: readonly Recorded[]): void {
  const failed = recorded.find((row) => !row.isFinished);
  if (!failed) return;
  throw new Error(
    `Migration ${failed.name} failed on this database earlier (P3009). Put right what it reported, then run "npm run prisma -- migrate resolve --rolled-back ${failed.name}" and migrate again.`,
  );
}

function pendingOf(migrations: readonly Migration[], recorded: readonly Recorded[]): Migration[] {
  return migrations.filter(({ name }) => !recorded.some((row) => row.name === name));
}

function editedOf(migrations: readonly Migration[], recorded: readonly Recorded[]): string[] {
  return migrations
    .filter(({ name, sql }) => recorded.some((row) => row.name === name && !matchesChecksum(sql, row.checksum)))
    .map(({ name }) => name);
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  const row = [randomUUID(), checksumOf(sql), name];
  const record = "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)";
  const finish = "UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1";
  // One transaction leaves no half-recorded migration behind when the process is killed; a few statements refuse one.
  const isAtomic = !/^\s*(BEGIN|START TRANSACTION|COMMIT)\s*;|\bCONCURRENTLY\b/im.test(sql);
  if (isAtomic) await client.query("BEGIN");
  await client.query(record, row);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query("ROLLBACK");
    const message = error instanceof Error ? error.message : String(error);
    if (isAtomic) await client.query(record, row);
    await client.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [row[0], message]);
    throw new Error(`Migration ${name} failed: ${message} (P3018)`, { cause: error });
  }
  await client.query(finish, [row[0]]);
  if (isAtomic) await client.query("COMMIT");
}
