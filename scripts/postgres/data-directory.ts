import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isOpenToAll, postgresAccount } from "./account.ts";

/**
 * Makes the directory that PostgreSQL's files go to, readable by its account alone, and returns its real path. Where root
 * keeps the project out of that account's reach, `path` becomes a link to a directory under /var/tmp.
 */
export function ensureDataDirectory(path: string): string {
  const wanted = resolve(path);
  const account = postgresAccount();
  mkdirSync(dirname(wanted), { recursive: true });
  if (!existsSync(wanted)) {
    // What is there but does not exist is a link whose directory was cleared away.
    rmSync(wanted, { force: true });
    if (account && !isOpenToAll(dirname(wanted))) symlinkSync(mkdtempSync("/var/tmp/rookery-data-"), wanted);
    else mkdirSync(wanted);
  }
  const real = realpathSync(wanted);
  chmodSync(real, 0o700);
  if (account) chownSync(real, account.uid, account.gid);
  return real;
}
