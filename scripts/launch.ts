// npm start and npm run dev: brings up everything that the console needs, and takes it down again.
import { existsSync } from "node:fs";
import { appEnvironment, checkAppEnvironment } from "./launch/app-environment.ts";
import { type DataLock, lockDataDirectory } from "./launch/data-lock.ts";
import { loadDemoData, makeBootstrapAdmin } from "./launch/data-steps.ts";
import { openDatabase } from "./launch/database-step.ts";
import { openDemo } from "./launch/demo-step.ts";
import { consoleProgress, type Progress } from "./launch/progress.ts";
import { Refusal } from "./launch/refusal.ts";
import { installRelease } from "./launch/release.ts";
import { givenSecrets, localSecrets } from "./launch/secrets.ts";
import { startApp } from "./launch/server-step.ts";
import { type LaunchSettings, readSettings } from "./launch/settings.ts";
import { createShutdown, type Shutdown } from "./launch/shutdown.ts";
import { failureText, welcomeText } from "./launch/texts.ts";
import { portProblem } from "./network.ts";
import { ensureBuild, isBuildDue, standaloneDirectory } from "./next-build.ts";
import { ensurePrismaClient } from "./prisma-cli.ts";
import { inProject } from "./project.ts";

// A closed terminal must not keep us from taking everything down.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
const progress = consoleProgress();
const shutdown = createShutdown(() => console.log("\n  Stopping …"));
let failure: unknown = null;
try {
  if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
  await launch(readSettings(process.env, process.argv.slice(2)), progress, shutdown);
  failure = await shutdown.due;
} catch (error) {
  // What a requested stop interrupts fails by that alone; what a failure interrupts must not hide it.
  failure = shutdown.signal.aborted ? await shutdown.due : error;
}
if (failure) console.error(`\n${failureText(failure)}\n`);
await shutdown.run();
if (!failure) console.log("  Stopped.");
process.exit(failure ? 1 : 0);

async function launch(settings: LaunchSettings, progress: Progress, shutdown: Shutdown): Promise<void> {
  const { signal } = shutdown;
  console.log("\nRookery");
  const lock = await takeDataDirectory(settings, shutdown);
  await refusePortInUse(settings);
  const secrets = lock ? localSecrets(process.env, settings.dataDir) : givenSecrets(process.env);

  checkAppEnvironment(appEnvironment(settings, { ...secrets, DATABASE_URL: settings.databaseUrl ?? "embedded" }));

  const databaseUrl = await openDatabase(settings, progress, shutdown);
  signal.throwIfAborted();
  await prepareCode(settings, progress, signal);
  signal.throwIfAborted();

  const env = appEnvironment(settings, { ...secrets, DATABASE_URL: databaseUrl });
  const hasDemoData = await loadDemoData(settings, env, progress, signal);
  await makeBootstrapAdmin(settings, env, progress, signal);
  const demo = hasDemoData ? await openDemo(env, shutdown) : null;
  await startApp(settings, { env: demo?.env ?? env, directory: serverDirectory(settings), lock }, progress, shutdown);
  demo?.sendHistory(settings, progress);
  console.log(welcomeText(settings.appUrl, hasDemoData));
}

/** A hosted installation keeps nothing on this machine, and may run several times on it. */
async function takeDataDirectory(settings: LaunchSettings, shutdown: Shutdown): Promise<DataLock | null> {
  if (settings.mode === "hosted") return null;
  const lock = await lockDataDirectory(settings.dataDir, settings.appUrl);
  shutdown.defer({ stop: lock.release, kill: lock.release });
  return lock;
}

async function refusePortInUse({ port, host }: LaunchSettings): Promise<void> {
  // Browsers may try either loopback address for "localhost": somebody else on the other one would answer for us.
  const hosts = host === "127.0.0.1" ? [host, "::1"] : [host];
  for (const each of hosts) {
    const problem = await portProblem(port, each);
    if (problem === "EADDRINUSE") {
      throw new Refusal(
        `Port ${port} is in use by another program. Stop that one, or choose a port: PORT=${port + 1} npm start`,
      );
    }
    if (problem && each === host)
      throw new Refusal(`Port ${port} of ${host} cannot be used (${problem}). Set PORT or HOST.`);
  }
}

async function prepareCode(settings: LaunchSettings, progress: Progress, signal: AbortSignal): Promise<void> {
  await ensurePrismaClient(signal);
  if (settings.isDevelopment) return;
  const notice = isBuildDue() ? "compiling, which takes about a minute …" : undefined;
  await progress.step("build", async () => ((await ensureBuild(signal)) ? "done" : "up to date"), notice);
}

function serverDirectory(settings: LaunchSettings): string {
  if (settings.isDevelopment) return inProject();
  return settings.mode === "hosted" ? standaloneDirectory : installRelease(settings.dataDir);
}
