import { createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { digesting, MANIFEST_FILE, type Manifest, type TableDump } from "./manifest.ts";

/** Tables whose rows are kept: ordinary and partitioned ones. Unlogged ones hold what a crash may lose. */
const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relpersistence = 'p' AND c.relname <> '_prisma_migrations'
  GROUP BY c.relname ORDER BY c.relname`;
const PARTITIONS = `
  SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
  FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
  WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`;
const MIGRATIONS = `
  SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`;

/**
 * Writes every row of the database at `url` into `directory`, all as of one moment, while the application goes on. The files are for
 * their owner alone: they hold what the database holds. Throws when the directory is not empty.
 */
export async function dump(url: string, directory: string): Promise<Manifest> {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new Error(`${directory} is not empty`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: url, application_name: "rookery-backup" });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const [taken] = await rows<{ on: Date }>(client, `SELECT now() AS "on"`);
    const migrations = await rows<{ name: string }>(client, MIGRATIONS);
    const partitions = await rows<Manifest["partitions"][number]>(client, PARTITIONS);
    const tables: TableDump[] = [];
    for (const table of await rows<Pick<TableDump, "name" | "columns">>(client, TABLES)) {
      tables.push(await dumpTable(client, directory, table));
    }
    // Sequences know no snapshot. Read last, they are at least as far as any row that was written out.
    const sequences = await readSequences(client);
    await client.query("COMMIT");
    const takenOn = taken?.on.toISOString() ?? "";
    const manifest: Manifest = {
      format: 1,
      takenOn,
      migrations: migrations.map(({ name }) => name),
      partitions,
      sequences,
      tables,
    };
    // Written last: a directory without it is no backup.
    writeFileSync(join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    return manifest;
  } finally {
    await client.end();
  }
}

async function dumpTable(
  client: pg.Client,
  directory: string,
  { name, columns }: Pick<TableDump, "name" | "columns">,
): Promise<TableDump> {
  const file = `${name}.copy.gz`;
  const list = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const source = client.query(copyTo(`COPY (SELECT ${list} FROM ${client.escapeIdentifier(name)}) TO STDOUT`));
  const { stream, digest } = digesting();
  await pipeline(source, stream, createGzip(), createWriteStream(join(directory, file), { mode: 0o600 }));
  return { name, columns, file, rows: source.rowCount, sha256: digest() };
}

async function readSequences(client: pg.Client): Promise<Manifest["sequences"]> {
  const found = await rows<{ name: string }>(
    client,
    "SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY relname",
  );
  const sequences: Manifest["sequences"][number][] = [];
  for (const { name } of found) {
    const [state] = await rows<{ value: string; isCalled: boolean }>(
      client,
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${client.escapeIdentifier(name)}`,
    );
    if (state) sequences.push({ name, ...state });
  }
  return sequences;
}

const rows = async <Row extends object>(client: pg.Client, sql: string): Promise<Row[]> =>
  (await client.query<Row>(sql)).rows;
