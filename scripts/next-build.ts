import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./file-lock.ts";
import { inProject } from "./project.ts";
import { runCommand } from "./run-command.ts";
import { sourceHash } from "./source-hash.ts";

const BUILD = inProject(".next");
const STAMP = join(BUILD, "rookery-sources");

/** The directory of the standalone server that a build makes. */
export const standaloneDirectory: string = join(BUILD, "standalone");

/** The name that Next.js gave the build: another one for each. */
export function buildId(): string {
  return readFileSync(join(BUILD, "BUILD_ID"), "utf8");
}

/** Whether the built server is missing or older than the sources. */
export function isBuildDue(): boolean {
  if (!existsSync(join(standaloneDirectory, "server.js")) || !existsSync(STAMP)) return true;
  return readFileSync(STAMP, "utf8") !== sourceHash();
}

/** Builds the server unless it is built from the sources as they stand; tells whether it did. Two at once take turns. */
export async function ensureBuild(signal?: AbortSignal): Promise<boolean> {
  // Nothing is written where nothing is due: an image may be read-only.
  if (!isBuildDue()) return false;
  mkdirSync(inProject("node_modules", ".cache"), { recursive: true });
  return withLock(inProject("node_modules", ".cache", "rookery-build.lock"), async () => {
    if (!isBuildDue()) return false;
    await buildApp(signal);
    return true;
  });
}

/** Builds the server and puts its static files beside it. Rejects with CommandFailed, which holds the compiler's messages. */
async function buildApp(signal?: AbortSignal): Promise<void> {
  const sources = sourceHash();
  rmSync(STAMP, { force: true });
  const args = [inProject("node_modules", "next", "dist", "bin", "next"), "build"];
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  await runCommand(process.execPath, args, { env, ...(signal && { signal }) });
  cpSync(join(BUILD, "static"), join(standaloneDirectory, ".next", "static"), { recursive: true });
  if (existsSync(inProject("public"))) {
    cpSync(inProject("public"), join(standaloneDirectory, "public"), { recursive: true });
  }
  // Next.js packs .env files. The server gets its environment from the launcher, which reads them as they are at the start.
  for (const name of readdirSync(standaloneDirectory)) {
    if (name.startsWith(".env")) rmSync(join(standaloneDirectory, name));
  }
  // Written last and from before the build: an interrupted build, or an edit during it, is built again.
  writeFileSync(STAMP, sources);
}
