import { setTimeout as sleep } from "node:timers/promises";
import { inProject } from "../project.ts";
import { preloaded, superviseApp } from "./app-process.ts";
import type { DataLock } from "./data-lock.ts";
import type { Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import type { LaunchSettings } from "./settings.ts";
import type { Shutdown } from "./shutdown.ts";

const READY_TIMEOUT_MS = 180_000;

/** How Node runs the server: answers are short-lived, and with room for them in the young generation most never reach a full collection. */
export const SERVER_FLAGS = ["--max-semi-space-size=64"] as const;

/** Starts the server from `directory` and resolves once it answers. */
export async function startApp(
  settings: LaunchSettings,
  { env, directory, lock }: { env: NodeJS.ProcessEnv; directory: string; lock: DataLock | null },
  progress: Progress,
  shutdown: Shutdown,
): Promise<void> {
  await progress.step("server", async () => {
    const app = superviseApp({
      args: settings.isDevelopment
        ? developmentArgs(settings)
        : [...SERVER_FLAGS, ...preloaded("quiet-start.mjs"), "server.js"],
      cwd: directory,
      env,
      onStart: (pid) => lock?.recordApp(pid),
      onCrash: (ending, delayMs) =>
        progress.note("server", `ended unexpectedly (${ending}); starting again in ${delayMs} ms`),
      onLost: (reason, log) => shutdown.fail(new Refusal(log ? `${reason} Its last words:\n${log}` : reason)),
    });
    shutdown.defer(app);
    await waitUntilLive(settings, shutdown.signal);
    return "answering";
  });
}

function developmentArgs({ port, host }: LaunchSettings): string[] {
  return [inProject("node_modules", "next", "dist", "bin", "next"), "dev", "--port", String(port), "--hostname", host];
}

/** Where the server is reached from this machine. */
export function originOf({ host, port }: LaunchSettings): string {
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

async function waitUntilLive(settings: LaunchSettings, signal: AbortSignal): Promise<void> {
  const url = `${originOf(settings)}/api/health/live`;
  for (const end = Date.now() + READY_TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    signal.throwIfAborted();
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Refusal(`The server does not answer at ${url}; what it printed is above.`);
}
