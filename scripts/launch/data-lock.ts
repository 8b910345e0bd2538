import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LockHolder, ownIdentity, readLock, releaseLock, tryLock } from "../file-lock.ts";
import { writePrivateFile } from "../private-file.ts";
import { identify, isAlive, type ProcessIdentity } from "../process-identity.ts";
import { Refusal } from "./refusal.ts";

/** The start that holds a data directory, and the server process that it runs. */
type Holder = LockHolder & { app: ProcessIdentity | null; url: string };

/** The right to use a data directory; `recordApp` notes the server process, so that a later start can wait for its end. */
export type DataLock = { recordApp(pid: number): void; release(): void };

const ORPHAN_PATIENCE_MS = 15_000;

/** Takes the data directory for this process. Throws a Refusal while another live start has it; takes over from a dead one. */
export async function lockDataDirectory(dataDir: string, url: string): Promise<DataLock> {
  makeDirectory(dataDir);
  const file = lockFile(dataDir);
  const mine: Holder = { owner: ownIdentity(), app: null, url };
  const holder = await tryLock(file, mine, waitForOrphan);
  if (holder) {
    const { pid } = holder.owner;
    throw new Refusal(
      `Rookery is already running on the data directory ${dataDir}: process ${pid}, serving ${holder.url}. ` +
        `Stop it with Ctrl-C in its terminal or with "kill ${pid}", or give this start a DATA_DIR and a PORT of its own.`,
    );
  }
  return {
    recordApp: (pid) => writePrivateFile(file, JSON.stringify({ ...mine, app: identify(pid) })),
    release: () => releaseLock(file),
  };
}

/** Whether a live start holds the data directory. */
export function isDataDirectoryInUse(dataDir: string): boolean {
  const holder = readLock(lockFile(dataDir));
  return holder !== null && isAlive(holder.owner);
}

function lockFile(dataDir: string): string {
  return join(dataDir, "launcher.lock");
}

function makeDirectory(dataDir: string): void {
  try {
    // As root, PostgreSQL runs as somebody else below it, who has to get through.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw new Refusal(
      `The data directory ${dataDir} cannot be made: ${error instanceof Error ? error.message : error}. Set DATA_DIR.`,
    );
  }
}

/** The server of a killed launcher is about to end by itself; it must not meet the next one. */
async function waitForOrphan({ app }: Holder): Promise<void> {
  for (const end = Date.now() + ORPHAN_PATIENCE_MS; app && isAlive(app); await sleep(50)) {
    if (Date.now() > end) process.kill(app.pid, "SIGKILL");
  }
}
