import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../../env.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { GENESIS } from "./format.ts";
import { sealNumbered } from "./store.ts";

const FOLDER = /^\d{6,}$/;
const FILE = /^seal-(\d{10,})\.json$/;
const PER_FOLDER = 1000;

/** The newest checkpoint of the configured directory; null without one. They are written in order, so that it stands for all. */
export async function newestFile(): Promise<Checkpoint | null> {
  const directory = env().AUDIT_CHECKPOINT_DIR;
  if (directory === undefined) {
    return null;
  }
  for (const folder of await namesIn(directory, FOLDER)) {
    const [file] = await namesIn(join(directory, folder), FILE);
    if (file !== undefined) {
      return JSON.parse(await readFile(join(directory, folder, file), "utf8")) as Checkpoint;
    }
  }
  return null;
}

/** The greatest name first; none where the directory is not there yet. */
async function namesIn(directory: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(directory).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") {
      return [];
    }
    throw thrown;
  });
  return names.filter((name) => pattern.test(name)).sort((a, b) => b.length - a.length || (a < b ? 1 : -1));
}

/** Writes one checkpoint, wholly or not at all: `000000/seal-0000000042.json`. */
export async function writeFileOf(directory: string, checkpoint: Checkpoint): Promise<void> {
  const folder = join(directory, String(Math.floor(checkpoint.number / PER_FOLDER)).padStart(6, "0"));
  const file = join(folder, `seal-${String(checkpoint.number).padStart(10, "0")}.json`);
  const draft = `${file}.${process.pid}.tmp`;
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, `${JSON.stringify(checkpoint)}\n`, { flush: true });
    await rename(draft, file);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

/**
 * The sequence number from which on the table of seals does not hold what the newest checkpoint file says was sealed; null while it
 * does, and where no directory is configured.
 */
export async function departureFromFiles(): Promise<number | null> {
  const newest = await newestFile();
  if (newest === null) {
    return null;
  }
  const kept = await sealNumbered(newest.number);
  if (kept?.hash === newest.hash) {
    return null;
  }
  const before = newest.previous === GENESIS ? null : await sealNumbered(newest.number - 1);
  return before?.hash === newest.previous ? newest.fromSequence : 1;
}
