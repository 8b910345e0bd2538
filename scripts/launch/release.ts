import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buildId, standaloneDirectory } from "../next-build.ts";

/**
 * Puts the built server into the data directory, as hard links where the file system allows, and returns its directory. A
 * later build then does not take files away from the server that runs.
 */
export function installRelease(dataDir: string): string {
  const target = join(dataDir, "app");
  const stamp = join(dataDir, "app.build");
  const wanted = buildId();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return target;
  rmSync(stamp, { force: true });
  rmSync(target, { recursive: true, force: true });
  linkTree(standaloneDirectory, target);
  writeFileSync(stamp, wanted);
  return target;
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
