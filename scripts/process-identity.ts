import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that was alive when this was taken. */
export type ProcessIdentity = { pid: number; startedAt: string };

/** Identifies a live process, so that a later process with the same number is not taken for it; null when it is gone or a zombie. */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === "linux" ? startOnLinux(pid) : startElsewhere(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** Whether that very process still runs. */
export function isAlive(known: ProcessIdentity): boolean {
  return identify(known.pid)?.startedAt === known.startedAt;
}

function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces: the fields after it begin with the state; field 20 of them is the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function startElsewhere(pid: number): string | null {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? null : line.slice(line.indexOf(" ")).trim();
  } catch {
    return null;
  }
}
