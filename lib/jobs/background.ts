import { singleton } from "../core/singleton.ts";
import { listenForSignals, stopListening } from "../db/signals.ts";
import { JOBS, MAINTENANCE } from "./all.ts";
import { runMaintenance } from "./maintenance.ts";
import { type Dispatch, JobRunner } from "./runner.ts";

const UPKEEP_MS = 120_000;

export interface Background {
  stop(): Promise<void>;
}

/**
 * Starts what the process does besides answering: signals, jobs, upkeep. Once per process. With `dispatch`, jobs go to the
 * external executor, which also calls for upkeep on its own clock.
 */
export const startBackground = (dispatch?: Dispatch): Background =>
  singleton("background", () => {
    listenForSignals();
    const runner = new JobRunner(JOBS, dispatch);
    runner.start();
    const stopUpkeep = dispatch ? () => undefined : startUpkeep();
    return {
      async stop() {
        stopUpkeep();
        await runner.stop();
        stopListening();
      },
    };
  });

function startUpkeep(): () => void {
  let isBusy = false;
  const turn = async (): Promise<void> => {
    if (!isBusy) {
      isBusy = true;
      await runMaintenance(MAINTENANCE);
      isBusy = false;
    }
  };
  void turn();
  const timer = setInterval(() => void turn(), UPKEEP_MS).unref();
  return () => clearInterval(timer);
}
