import { applyMigrations, type MigrationReport } from "../migrations.ts";
import { forgetDemoData } from "./data-steps.ts";
import { startEmbeddedDatabase } from "./embedded-database.ts";
import { prepareExternalDatabase } from "./external-database.ts";
import type { Progress } from "./progress.ts";
import type { LaunchSettings } from "./settings.ts";
import type { Shutdown } from "./shutdown.ts";

/** Brings the database up and its tables up to date; resolves with the address that the application uses. */
export async function openDatabase(settings: LaunchSettings, progress: Progress, shutdown: Shutdown): Promise<string> {
  return settings.databaseUrl === null
    ? openEmbedded(settings.dataDir, progress, shutdown)
    : openExternal(settings.databaseUrl, progress);
}

async function openEmbedded(dataDir: string, progress: Progress, shutdown: Shutdown): Promise<string> {
  const urls = { app: "", owner: "" };
  await progress.step("database", async () => {
    const database = await startEmbeddedDatabase(dataDir, {
      onRestart: (tookMs) =>
        progress.note("database", `PostgreSQL ended unexpectedly; it runs again after ${tookMs} ms`),
      onLost: (error) => shutdown.fail(error),
    });
    shutdown.defer({ stop: () => database.server.stop(), kill: () => database.server.kill() });
    if (database.isNew) forgetDemoData(dataDir);
    urls.app = database.appUrl;
    urls.owner = database.ownerUrl;
    return `PostgreSQL on 127.0.0.1:${database.server.port}`;
  });
  shutdown.signal.throwIfAborted();
  await progress.step("migrations", async () => describe(await applyMigrations(urls.owner)));
  return urls.app;
}

async function openExternal(databaseUrl: string, progress: Progress): Promise<string> {
  let appUrl = databaseUrl;
  await progress.step("database", async () => {
    const prepared = await prepareExternalDatabase(databaseUrl);
    appUrl = prepared.appUrl;
    const host = new URL(databaseUrl).host;
    return `${host}, ${prepared.migrations ? describe(prepared.migrations) : "nothing to migrate"}`;
  });
  return appUrl;
}

function describe({ applied, edited }: MigrationReport): string {
  const done = applied.length === 0 ? "up to date" : `${applied.length} applied`;
  return edited.length === 0 ? done : `${done}; changed after they were applied: ${edited.join(", ")}`;
}
