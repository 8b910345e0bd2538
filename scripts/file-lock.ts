import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { writePrivateFile } from "./private-file.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

/** What a lock file says about the process that holds it. */
export type LockHolder = { owner: ProcessIdentity };

const STALE_TURNS = 20;

/** This process, as a lock holder. */
export function ownIdentity(): ProcessIdentity {
  const own = identify(process.pid);
  if (!own) throw new Error("this process cannot be identified");
  return own;
}

/**
 * Tries to take a lock. Resolves with null when it is ours now, else with its live holder. The lock of a dead process is
 * cleared away after `beforeTakeover` resolved.
 */
export async function tryLock<Holder extends LockHolder>(
  file: string,
  mine: Holder,
  beforeTakeover: (dead: Holder) => Promise<void> = async () => undefined,
): Promise<Holder | null> {
  const own = `${file}.${process.pid}`;
  writePrivateFile(own, JSON.stringify(mine));
  try {
    for (let turn = 0; turn < STALE_TURNS; turn++) {
      if (tryLink(own, file)) {
        // A process that had judged the previous lock stale may be about to move ours: see who has it in the end.
        await sleep(50);
        if (isOwn(file)) return null;
      }
      const holder = readLock<Holder>(file);
      if (holder && isAlive(holder.owner)) return holder;
      if (holder) await beforeTakeover(holder);
      clearStale(file, holder);
    }
    throw new Error(`${file} keeps changing hands`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Waits for a lock, holds it while `work` runs, and gives it back. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (await tryLock(file, { owner: ownIdentity() })) await sleep(300);
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

/** Gives a lock back, if it is ours. */
export function releaseLock(file: string): void {
  if (isOwn(file)) rmSync(file, { force: true });
}

/** The holder that a lock file names, alive or not; null when there is none. */
export function readLock<Holder extends LockHolder>(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function isOwn(file: string): boolean {
  return readLock(file)?.owner.pid === process.pid;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function clearStale(file: string, stale: LockHolder | null): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Between reading and moving, a faster process may have put its own lock there: give it back.
  if (readLock(aside)?.owner.pid !== stale?.owner.pid) tryLink(aside, file);
  rmSync(aside, { force: true });
}
