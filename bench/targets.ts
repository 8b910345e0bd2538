/** What a figure must keep to. */
export interface Target {
  readonly bound: number;
  readonly direction: "at most" | "at least";
}

const atMost = (bound: number): Target => ({ bound, direction: "at most" });
const atLeast = (bound: number): Target => ({ bound, direction: "at least" });

/** Targets by kind of figure; all are ratios, so that they hold on any machine. */
export const TARGETS = {
  /** Median of a read, application to bare server. */
  read: atMost(2),
  /** Median of creating a tenant, application to bare server. */
  create: atMost(2),
  /** Requests a second of an authenticated no-op, to those of the empty handler. */
  noOp: atLeast(0.6),
  /** Requests a second under the mixed load, application to bare server. */
  mixedThroughput: atLeast(0.5),
  /** Processor time a request under the mixed load, application to bare server. */
  mixedCpu: atMost(3),
  /** 95th percentile under the mixed load, application to bare server. */
  mixedP95: atMost(2),
  /** 95th percentile of a read on the large database, to the same on the small one. */
  scale: atMost(2),
} as const satisfies Record<string, Target>;

/** Whether a figure keeps to its target. */
export const isMet = (value: number, { bound, direction }: Target): boolean =>
  direction === "at most" ? value <= bound : value >= bound;
