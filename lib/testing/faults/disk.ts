import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A small file system of a test's own, to be filled. */
export interface SmallDisk {
  readonly path: string;
  fill(): void;
  /** Takes away what filled it. */
  free(): void;
  remove(): void;
}

const CHUNK = Buffer.alloc(1 << 20);

/** Mounts one of so many MiB in memory; null where this process may not mount: without root, or in a sandbox. */
export function smallDisk(mib: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), "rookery-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mib}m,mode=0755`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  const ballast = join(path, "ballast");
  return {
    path,
    fill() {
      const file = openSync(ballast, "w");
      try {
        // To the last page: what is left after the last whole chunk counts too.
        for (let size = CHUNK.length; size >= 4096; ) {
          size = tryWrite(file, size) ? size : size / 2;
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync("umount", ["--lazy", path]);
      rmSync(path, { recursive: true });
    },
  };
}

function tryWrite(file: number, size: number): boolean {
  try {
    return writeSync(file, CHUNK, 0, size) === size;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC") {
      return false;
    }
    throw thrown;
  }
}
