// Takes up raw events or refreshes the figures, in a process of its own as the application's jobs do, and says what it took.

import { refreshFigures } from "../../lib/executive/refresh/refresh.ts";
import { aggregateDeliveries } from "../../lib/facts/aggregate.ts";

/** What the benchmark is told. */
export interface FiguresTold {
  readonly ms: number;
  readonly events: number;
  /** Memory of the process before, and at its highest, in MiB. */
  readonly memoryBefore: number;
  readonly memoryPeak: number;
}

const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

// The first call connects and reads the configuration: no part of what is measured.
const isAggregating = process.argv[2] === "aggregate";
if (isAggregating) {
  await aggregateDeliveries(async () => {
    throw new Error("warm");
  }, 1).catch(() => undefined);
}
const memoryBefore = peakMiB();
const since = performance.now();
const events = isAggregating ? (await aggregateDeliveries()).events : await refreshFigures().then(() => 0);
process.send?.({ ms: performance.now() - since, events, memoryBefore, memoryPeak: peakMiB() } satisfies FiguresTold);
process.exit(0);
