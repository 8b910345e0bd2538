import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { identify } from "../process-identity.ts";
import { type AppProcess, superviseApp } from "./app-process.ts";

const LIVES = "setInterval(() => {}, 1000)";

let app: AppProcess | null = null;
afterEach(() => app?.kill());

/** Supervises a server whose whole code is `script`; `pids` are those of its processes, `crashes` the pauses between them. */
function supervise(script: string) {
  const { promise: lost, resolve: onLost } = Promise.withResolvers<{ reason: string; log: string }>();
  const pids: number[] = [];
  const crashes: number[] = [];
  app = superviseApp({
    args: ["--eval", script],
    cwd: import.meta.dirname,
    env: process.env,
    firstDelayMs: 1,
    onStart: (pid) => pids.push(pid),
    onCrash: (_ending, delayMs) => crashes.push(delayMs),
    onLost: (reason, log) => onLost({ reason, log }),
  });
  return { app, pids, crashes, lost };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

test("a killed server is started again", async () => {
  const { pids } = supervise(LIVES);
  process.kill(pids[0] ?? 0, "SIGKILL");
  await until(() => pids.length === 2);
  expect(identify(pids[1] ?? 0)).not.toBeNull();
});

test("a server that keeps failing is given up after growing pauses, with its last words", async () => {
  const { crashes, lost } = supervise("console.error('no such table'); process.exit(3)");
  expect(await lost).toEqual({ reason: expect.stringContaining("5 times in a row"), log: "no such table" });
  expect(crashes).toEqual([1, 2, 4, 8]);
});

test("a server that is stopped ends politely and stays away", async () => {
  const { app: stopped, pids, crashes } = supervise(LIVES);
  await stopped.stop();
  expect(identify(pids[0] ?? 0)).toBeNull();
  expect(crashes).toEqual([]);
});

test("a server whose launcher is killed ends by itself", async () => {
  const launcher = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { superviseApp } from ${JSON.stringify(new URL("./app-process.ts", import.meta.url).href)};
       superviseApp({ args: ["--eval", ${JSON.stringify(LIVES)}], cwd: "/", env: process.env, onLost() {}, onStart: (pid) => console.log(pid) });`,
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const [line] = await once(launcher.stdout, "data");
  const pid = Number(String(line));
  expect(identify(pid)).not.toBeNull();
  // Its listener is in place once it is past its start; before that, the closed channel ends it all the same.
  await sleep(200);
  launcher.kill("SIGKILL");
  await until(() => identify(pid) === null);
});
