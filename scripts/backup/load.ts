import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { applyMigrations, type Migration, readMigrations } from "../migrations.ts";
import { digesting, type Manifest, readManifest, type TableDump } from "./manifest.ts";

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

const FOREIGN_KEYS = `
  SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relnamespace = 'public'::regnamespace`;

/**
 * Loads the backup in `directory` into the database at `url`, which must hold no users yet, as the role that owns it. Digests are checked
 * before anything is written; all of it commits or none; then what this release has newer migrations for is migrated.
 */
export async function load(url: string, directory: string): Promise<Manifest> {
  const manifest = readManifest(directory);
  const known = readMigrations();
  const unknown = manifest.migrations.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) throw new Error(`This backup is of a newer release: ${unknown.join(", ")}`);
  for (const table of manifest.tables) await verify(directory, table);
  await applyMigrations(
    url,
    known.filter(({ name }) => manifest.migrations.includes(name)),
  );
  const client = new pg.Client({ connectionString: url, application_name: "rookery-restore" });
  await client.connect();
  try {
    await refuseUnfit(client, manifest, known);
    await client.query("BEGIN");
    await loadAll(client, directory, manifest);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
  await applyMigrations(url);
  return manifest;
}

async function verify(directory: string, { name, file, sha256 }: TableDump): Promise<void> {
  const { stream, digest } = digesting();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(createReadStream(join(directory, file)), createGunzip(), stream, nowhere).catch((cause: unknown) => {
    throw new Error(`${file} cannot be read`, { cause });
  });
  if (digest() !== sha256) throw new Error(`${file} is damaged: the rows of ${name} are not those that were backed up`);
}

async function refuseUnfit(client: pg.Client, { migrations }: Manifest, known: readonly Migration[]): Promise<void> {
  const { rows: users } = await client.query("SELECT FROM users LIMIT 1");
  if (users.length > 0) throw new Error("The database has users already. Restore into a new one.");
  const { rows: applied } = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const newer = known.filter(({ name }) => applied.some((row) => row.name === name) && !migrations.includes(name));
  if (newer.length > 0) {
    throw new Error(`The database is newer than the backup (${newer[0]?.name} is applied). Restore into an empty one.`);
  }
}

/** Without the foreign keys and triggers, which would look at rows that are not there yet; the keys are checked anew at the end. */
async function loadAll(
  client: pg.Client,
  directory: string,
  { tables, partitions, sequences }: Manifest,
): Promise<void> {
  const named = (name: string): string => client.escapeIdentifier(name);
  const { rows: keys } = await client.query<ForeignKey>(FOREIGN_KEYS);
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${named(table)} DROP CONSTRAINT ${named(name)}`);
  for (const { name, parent, bound } of partitions) {
    await client.query(`CREATE TABLE IF NOT EXISTS ${named(name)} PARTITION OF ${named(parent)} ${bound}`);
  }
  for (const { name } of tables) await client.query(`ALTER TABLE ${named(name)} DISABLE TRIGGER USER`);
  // What migrations have put there. TRUNCATE would meet the audit log's guard, which stands on its partitions too.
  for (const { name } of tables) await client.query(`DELETE FROM ${named(name)}`);
  for (const table of tables) await loadTable(client, directory, table);
  for (const { name } of tables) await client.query(`ALTER TABLE ${named(name)} ENABLE TRIGGER USER`);
  for (const { table, name, definition } of keys) {
    await client.query(`ALTER TABLE ${named(table)} ADD CONSTRAINT ${named(name)} ${definition}`);
  }
  for (const { name, value, isCalled } of sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint, $3)", [named(name), value, isCalled]);
  }
}

async function loadTable(
  client: pg.Client,
  directory: string,
  { name, columns, file, rows }: TableDump,
): Promise<void> {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const target = client.query(copyFrom(`COPY ${client.escapeIdentifier(name)} (${list}) FROM STDIN`));
  await pipeline(createReadStream(join(directory, file)), createGunzip(), target);
  if (target.rowCount !== rows) throw new Error(`${name}: ${target.rowCount} rows came in, ${rows} were backed up`);
}
