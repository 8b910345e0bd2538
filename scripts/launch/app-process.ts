import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** What to run, and who wants to hear: `onStart` of each new process, `onCrash` of each restart to come, `onLost` when it is given up. */
export type AppOptions = {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  onStart?: (pid: number) => void;
  onCrash?: (ending: string, delayMs: number) => void;
  onLost: (reason: string, log: string) => void;
  firstDelayMs?: number;
};

/** The server process, restarted when it ends unasked. `stop` lets it finish its requests; `kill` does not. */
export type AppProcess = { stop(): Promise<void>; kill(): void };

const DIE_WITH_PARENT = "die-with-parent.mjs";
const FIRST_DELAY_MS = 250;
const QUICK_MS = 30_000;
const MAX_QUICK_FAILURES = 5;
const STOP_PATIENCE_MS = 10_000;
const LOG_LINES = 40;

/** Arguments that make Node load a module of this folder before anything else. */
export function preloaded(name: string): string[] {
  return ["--import", new URL(`./${name}`, import.meta.url).href];
}

/** Runs the server on this Node in a session of its own, so that Ctrl-C reaches the launcher alone. */
export function superviseApp(options: AppOptions): AppProcess {
  let child: ChildProcess;
  let isStopping = false;
  let quickFailures = 0;
  let log: string[] = [];

  const start = () => {
    const startedAt = Date.now();
    log = [];
    const { cwd, env } = options;
    child = spawn(process.execPath, [...preloaded(DIE_WITH_PARENT), ...options.args], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    child.stderr?.on("data", (text: Buffer) => {
      process.stderr.write(text);
      log = [...log, ...text.toString().trimEnd().split("\n")].slice(-LOG_LINES);
    });
    child.once("exit", (code, signal) => void restart(signal ?? `code ${code}`, Date.now() - startedAt));
    if (child.pid) options.onStart?.(child.pid);
  };

  const restart = async (ending: string, livedMs: number) => {
    if (isStopping) return;
    killGroup(child);
    quickFailures = livedMs < QUICK_MS ? quickFailures + 1 : 1;
    if (quickFailures >= MAX_QUICK_FAILURES) {
      options.onLost(
        `The server ended ${quickFailures} times in a row soon after its start (last with ${ending}).`,
        log.join("\n"),
      );
      return;
    }
    const delayMs = (options.firstDelayMs ?? FIRST_DELAY_MS) * 2 ** (quickFailures - 1);
    options.onCrash?.(ending, delayMs);
    await sleep(delayMs);
    if (!isStopping) start();
  };

  start();
  return {
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const impatience = setTimeout(() => killGroup(child), STOP_PATIENCE_MS);
      await gone;
      clearTimeout(impatience);
      killGroup(child);
    },
    kill() {
      isStopping = true;
      killGroup(child);
    },
  };
}

/** Ends what is left of the process and its workers: it leads a process group. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
}
