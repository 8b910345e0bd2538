import { resolve } from "node:path";
import { isDataDirectoryInUse, lockDataDirectory } from "./launch/data-lock.ts";
import { embeddedDatabaseUrls, startEmbeddedDatabase } from "./launch/embedded-database.ts";
import { applyMigrations } from "./migrations.ts";
import { projectRoot } from "./project.ts";

/**
 * Runs `work` with an address of the installation's database: that of DATABASE_URL where it is set, otherwise the embedded
 * one for `role`, which is started for the occasion, and migrated, when it does not run.
 */
export async function withDatabase<T>(role: "app" | "owner", work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env["DATABASE_URL"];
  if (given) return work(given);
  const dataDir = resolve(projectRoot, process.env["DATA_DIR"] || ".data");
  const urlOf = (urls: { appUrl: string; ownerUrl: string }) => (role === "app" ? urls.appUrl : urls.ownerUrl);
  const running = isDataDirectoryInUse(dataDir) ? embeddedDatabaseUrls(dataDir) : null;
  if (running) return work(urlOf(running));

  const lock = await lockDataDirectory(dataDir, "a maintenance command");
  try {
    const database = await startEmbeddedDatabase(dataDir);
    try {
      await applyMigrations(database.ownerUrl);
      return await work(urlOf(database));
    } finally {
      await database.server.stop();
    }
  } finally {
    lock.release();
  }
}
