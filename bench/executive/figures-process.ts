// Takes up raw events or refreshes the figures, in a process of its own as the application's jobs do, and says what it took.

import { configuration } from "../../lib/configuration/current.ts";
import { refreshFigures } from "../../lib/executive/refresh/refresh.ts";
import { aggregateDeliveries } from "../../lib/facts/aggregate.ts";

/** What the benchmark is told. */
export interface FiguresTold {
  readonly ms: number;
  /** Memory of the process before, and at its highest, in MiB. */
  readonly memoryBefore: number;
  readonly memoryPeak: number;
}

const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

// Connects and reads the configuration: no part of what is measured.
await configuration();
const memoryBefore = peakMiB();
const since = performance.now();
await (process.argv[2] === "aggregate" ? aggregateDeliveries() : refreshFigures());
process.send?.({ ms: performance.now() - since, memoryBefore, memoryPeak: peakMiB() } satisfies FiguresTold);
process.exit(0);
