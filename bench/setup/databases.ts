import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { applyMigrations } from "../../scripts/migrations.ts";
import { freePort } from "../../scripts/network.ts";
import { bundledBinaries } from "../../scripts/postgres/binaries.ts";
import { ensureDataDirectory } from "../../scripts/postgres/data-directory.ts";
import { appRole, loopbackUrl, ownerRole, prepareDatabase } from "../../scripts/postgres/roles.ts";
import { startServer } from "../../scripts/postgres/server.ts";
import { writePrivateFile } from "../../scripts/private-file.ts";
import { inProject } from "../../scripts/project.ts";
import { loadLogins, loadScale, type ScaleSize, vacuumLoaded } from "../../scripts/seed/scale/load.ts";

/** A database to measure on: addresses of the application's role and of the owner. */
export interface BenchDatabase {
  readonly appUrl: string;
  readonly ownerUrl: string;
}

/** The databases of a run; `small` is missing when a database was given and no second one. */
export interface BenchDatabases {
  readonly large: BenchDatabase;
  readonly small: BenchDatabase | null;
}

/** The benchmark's own PostgreSQL. */
export interface BenchCluster {
  /** Fills the database of this name where it is missing or of another size. */
  open(name: DatabaseName): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/** Names and contents of the databases that the benchmark makes for itself. */
const DATABASES = {
  large: { tenants: 10_000, users: 1_000_000, audit: 5_000_000, logins: 6_000_000 },
  quick: { tenants: 1000, users: 100_000, audit: 500_000, logins: 600_000 },
  small: { tenants: 10_000, users: 10_000, audit: 50_000, logins: 60_000 },
  // Apart from the others, so that keeping figures up to date is no work beside what is measured there.
  executive: { tenants: 10_000, users: 1000, audit: 0, logins: 0 },
  executive_short: { tenants: 10_000, users: 1000, audit: 0, logins: 0 },
  executive_quick: { tenants: 1000, users: 1000, audit: 0, logins: 0 },
  executive_quick_short: { tenants: 1000, users: 1000, audit: 0, logins: 0 },
} as const satisfies Record<string, ScaleSize>;
type DatabaseName = keyof typeof DATABASES;

/** PostgreSQL as a small production server has it: durable, a quarter of a 4 GB machine as its cache. */
const SERVER_SETTINGS = {
  shared_buffers: "1GB",
  fsync: "on",
  synchronous_commit: "on",
  max_wal_size: "4GB",
  max_connections: 100,
  log_timezone: "UTC",
};

const DATA = inProject("bench", "data");

/** The databases of the main part, filled where they are missing or of another size. */
export const ownDatabases = async (cluster: BenchCluster, large: "large" | "quick"): Promise<BenchDatabases> => ({
  small: await cluster.open("small"),
  large: await cluster.open(large),
});

/** Starts the benchmark's own PostgreSQL. */
export async function startCluster(): Promise<BenchCluster> {
  const directory = ensureDataDirectory(join(DATA, "postgres"));
  const passwords = storedPasswords(directory);
  const port = await freePort();
  const server = await startServer({
    binaries: bundledBinaries(),
    directory,
    port,
    superuserPassword: passwords.superuser,
    settings: SERVER_SETTINGS,
  });
  const open = async (name: DatabaseName): Promise<BenchDatabase> => {
    const superuser = (database: string) => loopbackUrl(port, "postgres", passwords.superuser, database);
    const database = {
      appUrl: loopbackUrl(port, appRole, passwords.app, name),
      ownerUrl: loopbackUrl(port, ownerRole, passwords.owner, name),
    };
    await prepareDatabase(superuser("postgres"), name, passwords);
    await applyMigrations(database.ownerUrl);
    if (!(await holds(database.ownerUrl, DATABASES[name]))) {
      console.log(`Filling the ${name} database …`);
      await recreate(superuser("postgres"), name);
      await prepareDatabase(superuser("postgres"), name, passwords);
      await applyMigrations(database.ownerUrl);
      await loadScale(database.ownerUrl, DATABASES[name]);
    }
    if (!(await holdsLogins(database.ownerUrl, DATABASES[name]))) {
      await loadLogins(database.ownerUrl, DATABASES[name].logins);
    }
    // What earlier runs made and removed has left dead rows, which each search would be planned through.
    await vacuumLoaded(database.ownerUrl);
    return database;
  };
  return { open, stop: () => server.stop() };
}

interface Passwords {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

function storedPasswords(directory: string): Passwords {
  const file = join(DATA, "passwords.json");
  if (existsSync(join(directory, "data", "PG_VERSION")) && existsSync(file)) {
    return JSON.parse(readFileSync(file, "utf8"));
  }
  // A cluster whose passwords are lost is of no use.
  rmSync(join(directory, "data"), { recursive: true, force: true });
  const password = () => randomBytes(24).toString("base64url");
  const passwords = { superuser: password(), owner: password(), app: password() };
  writePrivateFile(file, JSON.stringify(passwords));
  return passwords;
}

/** Whether a database holds at least these rows, and no more of them than earlier runs may have left. */
async function holds(url: string, { tenants, users, audit }: ScaleSize): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const total = "SELECT coalesce(sum(total), 0)::float8 FROM row_counts WHERE name";
    const { rows } = await client.query<{ tenants: number; users: number; audit: number }>(
      `SELECT (SELECT count(*)::float8 FROM tenants) AS tenants, (${total} = 'users') AS users, (${total} = 'audit_events') AS audit`,
    );
    const fits = (found: number | undefined, wanted: number) =>
      found !== undefined && found >= wanted && found < wanted * 1.1 + 100_000;
    return fits(rows[0]?.tenants, tenants) && fits(rows[0]?.users, users) && fits(rows[0]?.audit, audit);
  } finally {
    await client.end();
  }
}

/** Whether there are sign-ins, and of late: those of an old database have left the windows that rules look at. */
async function holdsLogins(url: string, { logins }: ScaleSize): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ recent: number }>(
      "SELECT count(*)::float8 AS recent FROM login_events WHERE occurred_on > now() - interval '30 days'",
    );
    return (rows[0]?.recent ?? 0) >= logins / 6;
  } finally {
    await client.end();
  }
}

async function recreate(superuserUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
