import type { Functions } from "./configuration.ts";
import type { FunctionHandler } from "./protocol.ts";

/** What advancing a run needs of the process. */
export interface Surroundings {
  readonly functions: Functions;
  readonly handler: FunctionHandler;
  /** Milliseconds to wait after the failed attempt, 1 for the first. */
  readonly retryDelayMs: (attempt: number) => number;
  /** A call that does not end this long after the abort is left behind. */
  readonly graceMs: number;
  /** Told when the run is parked for so long. */
  readonly onParked: (delayMs: number) => void;
}
