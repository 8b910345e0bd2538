import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { COMPILED } from "../compiled.ts";

/** A process that runs functions. */
export interface RunnerProcess {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Ends it by the signal and waits for its end. */
  end(name: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** A process of the application that is loaded, and does nothing until `begin`. */
export interface AppProcess extends RunnerProcess {
  begin(): void;
}

const running = new Set<ChildProcess>();

/** Starts a process that runs the contract's functions on the same database. */
export const startRunnerProcess = async (leaseMs: number): Promise<RunnerProcess> =>
  processOf(await started("./process.ts", { LEASE_MS: String(leaseMs) }));

/** Loads a process that does the application's background work on the same database, as the application itself starts it. */
export async function loadAppProcess(environment: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
  const child = await started("./app-process.ts", { NODE_COMPILE_CACHE: COMPILED, ...environment });
  return { ...processOf(child), begin: () => void child.send("begin") };
}

/** A child process that has said that it is there. */
async function started(program: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: [],
  });
  running.add(child);
  await once(child, "message");
  return child;
}

const processOf = (child: ChildProcess): RunnerProcess => ({
  pid: child.pid ?? 0,
  signal: (name) => void child.kill(name),
  async end(name) {
    const gone = once(child, "exit");
    child.kill(name);
    await gone;
    running.delete(child);
  },
});

/** Ends what a test has left running. */
export async function endRunnerProcesses(): Promise<void> {
  for (const child of running) {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  running.clear();
}
