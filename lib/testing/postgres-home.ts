import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/network.ts";
import { bundledBinaries } from "../../scripts/postgres/binaries.ts";
import { ensureDataDirectory } from "../../scripts/postgres/data-directory.ts";
import type { ServerSettings } from "../../scripts/postgres/postmaster.ts";
import { loopbackUrl } from "../../scripts/postgres/roles.ts";
import type { startServer } from "../../scripts/postgres/server.ts";

/** Where a PostgreSQL of a test's own is to live, and how it is started. */
interface PostgresHome {
  readonly options: Parameters<typeof startServer>[0];
  readonly superuserUrl: string;
  remove(): void;
}

/** A place below `parent` for a PostgreSQL with these settings, on a free port of loopback. */
export async function postgresHome(settings: ServerSettings, parent = tmpdir()): Promise<PostgresHome> {
  const home = mkdtempSync(join(parent, "rookery-own-"));
  // As root, PostgreSQL runs as somebody else, who has to get through.
  if (process.getuid?.() === 0) {
    chmodSync(home, 0o711);
  }
  const superuserPassword = randomBytes(12).toString("hex");
  const port = await freePort();
  const directory = ensureDataDirectory(join(home, "postgres"));
  return {
    options: { binaries: bundledBinaries(), directory, port, superuserPassword, settings },
    superuserUrl: loopbackUrl(port, "postgres", superuserPassword, "postgres"),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
