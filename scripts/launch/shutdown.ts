import { constants } from "node:os";

/** What has to be undone when we stop: `stop` in order and politely, `kill` at once. */
type Cleanup = { stop(): Promise<void> | void; kill?(): void };

/**
 * One stop for the whole launch. `signal` fires when it is due; `due` then resolves with the failure that caused it, or null
 * when it was asked for; `run` undoes everything, last first.
 */
export type Shutdown = {
  signal: AbortSignal;
  due: Promise<Error | null>;
  defer(cleanup: Cleanup): void;
  fail(error: Error): void;
  run(): Promise<void>;
};

// One Ctrl-C arrives two or three times when npm and the bootstrap pass it on as well.
const ECHO_MS = 300;

/** Makes the shutdown and binds it to Ctrl-C, SIGTERM, a closed terminal and the end of the process that started us. */
export function createShutdown(onRequest: () => void): Shutdown {
  const controller = new AbortController();
  const { promise: due, resolve } = Promise.withResolvers<Error | null>();
  const cleanups: Cleanup[] = [];
  let requestedAt: number | null = null;

  const begin = (failure: Error | null) => {
    if (requestedAt !== null) return;
    requestedAt = Date.now();
    if (!failure) onRequest();
    controller.abort();
    resolve(failure);
  };
  const force = (signal: NodeJS.Signals) => {
    for (const { kill } of cleanups.toReversed()) kill?.();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (requestedAt === null) begin(null);
      else if (Date.now() - requestedAt > ECHO_MS) force(signal);
    });
  }
  process.on("disconnect", () => begin(null));

  return {
    signal: controller.signal,
    due,
    defer: (cleanup) => void cleanups.push(cleanup),
    fail: begin,
    async run() {
      for (let last = cleanups.at(-1); last; last = cleanups.at(-1)) {
        await last.stop();
        cleanups.pop();
      }
    },
  };
}
