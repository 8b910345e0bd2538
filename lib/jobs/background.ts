import { singleton } from "../core/singleton.ts";
import { listenForSignals } from "../db/signals.ts";
import type { FunctionRunner } from "../runner/runner.ts";
import { JOBS } from "./all.ts";
import { type Publish, Relay } from "./relay.ts";

export interface Background {
  stop(): Promise<void>;
}

/**
 * Starts what the process does besides answering: signals, the relay of jobs, and without an external server the runner of their
 * functions. Once per process.
 */
export const startBackground = (publish: Publish, runner: FunctionRunner | null): Background =>
  singleton("background", () => {
    listenForSignals();
    const relay = new Relay(JOBS, publish);
    runner?.start();
    relay.start();
    return {
      async stop() {
        // Signals go on to the very end: requests that are still to be answered live by them, and so do their claims.
        await Promise.all([relay.stop(), runner?.stop()]);
      },
    };
  });
