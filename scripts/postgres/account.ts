import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The account a PostgreSQL process runs as. */
export type Account = { uid: number; gid: number };

/** The unprivileged account to run PostgreSQL as when we are root, since PostgreSQL refuses root; null when we are not. */
export function postgresAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = ["postgres", "nobody"]
    .map((name) => accounts.find((fields) => fields[0] === name))
    .find((fields) => fields !== undefined);
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : { uid: 65_534, gid: 65_534 };
}

/** Whether every existing directory on the way to `path`, itself included, lets any account through. */
export function isOpenToAll(path: string): boolean {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if (existsSync(at) && !(statSync(at).mode & 0o001)) return false;
  }
  return true;
}
