import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process that runs functions. */
export interface RunnerProcess {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Ends it by the signal and waits for its end. */
  end(name: "SIGTERM" | "SIGKILL"): Promise<void>;
}

const PROGRAMS = {
  contract: new URL("./process.ts", import.meta.url),
  jobs: new URL("./jobs-process.ts", import.meta.url),
} as const;
const running = new Set<ChildProcess>();

/** Starts a process that runs the contract's functions, or the application's jobs, on the same database. */
export async function startRunnerProcess(
  leaseMs: number,
  what: keyof typeof PROGRAMS = "contract",
): Promise<RunnerProcess> {
  const child = fork(fileURLToPath(PROGRAMS[what]), {
    env: { ...process.env, LEASE_MS: String(leaseMs) },
    execArgv: [],
  });
  running.add(child);
  await once(child, "message");
  return {
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    async end(name) {
      const gone = once(child, "exit");
      child.kill(name);
      await gone;
      running.delete(child);
    },
  };
}

/** Ends what a test has left running. */
export async function endRunnerProcesses(): Promise<void> {
  for (const child of running) {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  running.clear();
}
