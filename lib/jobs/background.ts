import { singleton } from "../core/singleton.ts";
import { listenForSignals, stopListening } from "../db/signals.ts";
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
        await Promise.all([relay.stop(), runner?.stop()]);
        stopListening();
      },
    };
  });
