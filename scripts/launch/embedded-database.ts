import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, portProblem } from "../network.ts";
import { bundledBinaries } from "../postgres/binaries.ts";
import { ensureDataDirectory } from "../postgres/data-directory.ts";
import { appRole, loopbackUrl, ownerRole, prepareDatabase } from "../postgres/roles.ts";
import { type PostgresServer, startServer } from "../postgres/server.ts";
import { writePrivateFile } from "../private-file.ts";
import { Refusal } from "./refusal.ts";

/** Passwords and port of the embedded server, as DATA_DIR/database.json keeps them. */
type Credentials = { port: number; superuser: string; owner: string; app: string };

/** A running embedded database and its addresses; `isNew` when it was made just now. */
export type EmbeddedDatabase = DatabaseUrls & { server: PostgresServer; isNew: boolean };

/** Addresses of the database for the application's role and for the role that migrates. */
export type DatabaseUrls = { appUrl: string; ownerUrl: string };

/** Called when the server crashed and runs again, and when it could not be brought back. */
export type CrashListeners = { onRestart?: (tookMs: number) => void; onLost?: (error: Error) => void };

const DATABASE = "rookery";

/** Starts the PostgreSQL of a data directory, with its two roles and its database; the first time that makes all of them. */
export async function startEmbeddedDatabase(
  dataDir: string,
  listeners: CrashListeners = {},
): Promise<EmbeddedDatabase> {
  const directory = ensureDataDirectory(join(dataDir, "postgres"));
  const binaries = bundledBinaries();
  refuseOtherVersion(join(directory, "data", "PG_VERSION"), binaries.majorVersion);
  const isNew = !existsSync(join(directory, "data", "PG_VERSION"));
  const credentials = await prepareCredentials(dataDir, isNew);
  const { port, superuser } = credentials;
  const settings = { max_connections: 100, log_timezone: "UTC" };
  const server = await startServer({ binaries, directory, port, superuserPassword: superuser, settings, ...listeners });
  await prepareDatabase(loopbackUrl(port, "postgres", superuser, "postgres"), DATABASE, credentials);
  return { server, isNew, ...urlsOf(credentials) };
}

/** Addresses of an embedded database that another process runs; null when the data directory has none. */
export function embeddedDatabaseUrls(dataDir: string): DatabaseUrls | null {
  const credentials = readCredentials(dataDir);
  return credentials && urlsOf(credentials);
}

function urlsOf({ port, owner, app }: Credentials): DatabaseUrls {
  return {
    appUrl: loopbackUrl(port, appRole, app, DATABASE),
    ownerUrl: loopbackUrl(port, ownerRole, owner, DATABASE),
  };
}

/** The stored passwords, with last time's port where it is still free: tools that were pointed at it go on working. */
async function prepareCredentials(dataDir: string, isNew: boolean): Promise<Credentials> {
  const stored = readCredentials(dataDir);
  if (!stored && !isNew) {
    throw new Refusal(
      `${credentialsFile(dataDir)} is missing, and with it the passwords of the database beside it. Restore it, or move ${dataDir} away to start afresh.`,
    );
  }
  const password = () => randomBytes(24).toString("base64url");
  const port = stored && !(await portProblem(stored.port, "127.0.0.1")) ? stored.port : await freePort();
  const credentials = stored
    ? { ...stored, port }
    : { port, superuser: password(), owner: password(), app: password() };
  writePrivateFile(credentialsFile(dataDir), `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

function readCredentials(dataDir: string): Credentials | null {
  const file = credentialsFile(dataDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function credentialsFile(dataDir: string): string {
  return join(dataDir, "database.json");
}

function refuseOtherVersion(versionFile: string, wanted: number): void {
  const found = existsSync(versionFile) ? readFileSync(versionFile, "utf8").trim() : String(wanted);
  if (found === String(wanted)) return;
  throw new Refusal(
    `The database in the data directory was made by PostgreSQL ${found}; this is PostgreSQL ${wanted}. Dump and restore it, or set another DATA_DIR.`,
  );
}
