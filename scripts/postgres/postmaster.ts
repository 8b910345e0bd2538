import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify } from "../process-identity.ts";
import { postgresAccount } from "./account.ts";
import type { Binaries } from "./binaries.ts";

/** Where one server keeps its files: `data` is PostgreSQL's own directory, `log` what it prints. */
export type ServerFiles = { data: string; log: string };

/** Settings given on the server's command line, over those of postgresql.conf. */
export type ServerSettings = Readonly<Record<string, string | number>>;

// Crash recovery of a large database takes its time; PostgreSQL tells in its pid file when it is over.
const START_TIMEOUT_MS = 300_000;

/** The environment and account of PostgreSQL's processes: none of the application's secrets reach them. */
export function serverProcessOptions(): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
  return {
    cwd: "/",
    env: { NODE_ENV: "production", PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
    ...postgresAccount(),
  };
}

/** Starts the server as our child, in a session of its own so that Ctrl-C does not reach it; resolves when it accepts connections. */
export async function startPostmaster(
  binaries: Binaries,
  files: ServerFiles,
  settings: ServerSettings,
): Promise<ChildProcess> {
  disownForeignPid(files.data);
  const args = ["-D", files.data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const log = openSync(files.log, "a", 0o600);
  const child = spawn(binaries.postgres, args, {
    ...serverProcessOptions(),
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let spawnError: Error | null = null;
  child.once("error", (error) => {
    spawnError = error;
  });
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(20)) {
    if (spawnError) throw spawnError;
    if (child.exitCode !== null || child.signalCode !== null) break;
    const state = readPidFile(files.data);
    if (state && state.pid === child.pid && state.isReady) return child;
  }
  child.kill("SIGQUIT");
  throw new Error(`PostgreSQL did not start. The end of ${files.log}:\n${logTail(files.log)}`);
}

/** Stops a server that an earlier, killed start left running on these files; resolves when it is gone. */
export async function stopLeftover(data: string): Promise<boolean> {
  const state = readPidFile(data);
  if (!state || !isPostmasterOf(state.pid, data)) return false;
  process.kill(state.pid, "SIGINT");
  for (const end = Date.now() + 60_000; identify(state.pid); await sleep(50)) {
    if (Date.now() > end)
      throw new Error(`PostgreSQL (process ${state.pid}) of an earlier start does not stop; end it and start again.`);
  }
  return true;
}

/** Lines of pid file: 1 process, 2 directory, 3 start, 4 port, …, 8 status. */
function readPidFile(data: string): { pid: number; isReady: boolean } | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, isReady: lines[7]?.trim() === "ready" } : null;
}

/**
 * PostgreSQL refuses to start when its old process number is in use, by whomever: so it may be after a reboot, or in a new
 * container. Our own number in its place reads as stale to it, and keeps the check for surviving workers that a removed file
 * would lose.
 */
function disownForeignPid(data: string): void {
  const state = readPidFile(data);
  if (!state || isPostmasterOf(state.pid, data)) return;
  const file = join(data, "postmaster.pid");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(process.pid)));
}

function isPostmasterOf(pid: number, data: string): boolean {
  if (!identify(pid)) return false;
  const isLinux = process.platform === "linux";
  const command = isLinux
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return command.includes("postgres") && command.includes(data);
}

function logTail(log: string): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
