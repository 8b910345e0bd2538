import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { chownSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandFailed, runCommand } from "../run-command.ts";
import { postgresAccount } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import {
  type ServerFiles,
  type ServerSettings,
  serverProcessOptions,
  startPostmaster,
  stopLeftover,
} from "./postmaster.ts";

/** What a server is started from; `onRestart` hears about each recovery from a crash, `onLost` that recovery failed. */
export type ServerOptions = {
  binaries: Binaries;
  directory: string;
  port: number;
  superuserPassword: string;
  settings?: ServerSettings;
  onRestart?: (tookMs: number) => void;
  onLost?: (error: Error) => void;
};

/** A running server. `stop` is PostgreSQL's fast shutdown; `kill` does not wait for anything and is safe too. */
export type PostgresServer = { port: number; stop(): Promise<void>; kill(): void };

const RESTART_PATIENCE_MS = 60_000;
const LOG_LIMIT_BYTES = 20_000_000;

/** Starts PostgreSQL on loopback, making its database cluster first when there is none, and keeps it running until stopped. */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const files: ServerFiles = { data: join(options.directory, "data"), log: join(options.directory, "server.log") };
  if (existsSync(files.log) && statSync(files.log).size > LOG_LIMIT_BYTES) rmSync(files.log);
  if (!existsSync(join(files.data, "PG_VERSION"))) await initialise(options, files.data);
  else await stopLeftover(files.data);
  const settings = {
    listen_addresses: "127.0.0.1",
    port: options.port,
    unix_socket_directories: "",
    ...options.settings,
  };
  return supervise(options, files, settings);
}

async function supervise(
  options: ServerOptions,
  files: ServerFiles,
  settings: ServerSettings,
): Promise<PostgresServer> {
  const { binaries, port, onRestart, onLost } = options;
  const watchdog = startWatchdog(files.data);
  const stopping = new AbortController();
  let postmaster = await startPostmaster(binaries, files, settings).catch((error: unknown) => {
    watchdog.stop();
    throw error;
  });

  const restart = async () => {
    const since = Date.now();
    try {
      postmaster = await restartPostmaster(() => startPostmaster(binaries, files, settings), stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) onLost?.(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (stopping.signal.aborted) postmaster.kill("SIGINT");
    watch();
    onRestart?.(Date.now() - since);
  };
  let restarting = Promise.resolve();
  const watch = () =>
    postmaster.once("exit", () => {
      if (!stopping.signal.aborted) restarting = restart();
    });
  watch();

  return {
    port,
    async stop() {
      stopping.abort();
      watchdog.stop();
      await restarting;
      await end(postmaster, "SIGINT");
    },
    kill() {
      stopping.abort();
      watchdog.stop();
      postmaster.kill("SIGQUIT");
    },
  };
}

/** A crashed server's workers hold its shared memory until they notice, which takes them a moment: until then a start fails. */
async function restartPostmaster(start: () => Promise<ChildProcess>, signal: AbortSignal): Promise<ChildProcess> {
  for (const end = Date.now() + RESTART_PATIENCE_MS; ; await sleep(100)) {
    try {
      return await start();
    } catch (error) {
      if (signal.aborted || Date.now() > end) throw error;
    }
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const impatience = setTimeout(() => child.kill("SIGQUIT"), 60_000);
  await gone;
  clearTimeout(impatience);
}

async function initialise(options: ServerOptions, data: string): Promise<void> {
  // What is there without a version file is the rest of an interrupted initdb.
  rmSync(data, { recursive: true, force: true });
  const passwordFile = join(options.directory, "initdb-password");
  writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
  const account = postgresAccount();
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const args = ["-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8"];
  try {
    await initdbInFirstLocale(options.binaries, [...args, "--no-sync", "--no-instructions"]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Byte order everywhere, and letters beyond ASCII wherever the machine knows a locale that has them. */
async function initdbInFirstLocale(binaries: Binaries, args: readonly string[]): Promise<void> {
  const builtin = binaries.majorVersion >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  for (const ctype of ["C.UTF-8", "en_US.UTF-8"]) {
    try {
      await runCommand(
        binaries.initdb,
        [...args, ...builtin, "--locale=C", `--lc-ctype=${ctype}`],
        serverProcessOptions(),
      );
      return;
    } catch (error) {
      if (!(error instanceof CommandFailed) || !/invalid locale name/.test(error.output)) throw error;
    }
  }
  await runCommand(binaries.initdb, [...args, ...builtin, "--locale=C"], serverProcessOptions());
}

/**
 * A shell that waits on a pipe from us. When we are gone, even by kill -9, the pipe closes and it stops the server,
 * so that no server is left behind.
 */
function startWatchdog(data: string): { stop(): void } {
  const script = 'cat >/dev/null; pid=$(head -n 1 "$1/postmaster.pid") && kill -INT "$pid"';
  const shell = spawn("sh", ["-c", script, "postgres-watchdog", data], {
    ...serverProcessOptions(),
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => undefined).unref();
  return {
    stop() {
      try {
        if (shell.pid) process.kill(-shell.pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    },
  };
}
