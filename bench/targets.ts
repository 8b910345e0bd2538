/** What a figure must keep to: by itself, in ratio to its reference, or by how much it may lie above the reference. */
export interface Target {
  readonly of: "value" | "ratio" | "excess";
  readonly bound: number;
  readonly direction: "at most" | "at least";
}

const atMost = (bound: number, of: Target["of"]): Target => ({ of, bound, direction: "at most" });
const atLeast = (bound: number, of: Target["of"]): Target => ({ of, bound, direction: "at least" });

/** Targets by kind of figure, at 10 000 tenants, 1 000 000 users and 5 000 000 audit records. Times are milliseconds. */
export const TARGETS = {
  /** Median of a read: in itself, and over the bare server's. */
  read: [atMost(8, "value"), atMost(3, "excess")],
  /** Median of creating a tenant. */
  create: [atMost(8, "value")],
  /** Requests a second of an authenticated no-op, to those of the empty handler. */
  noOp: [atLeast(0.5, "ratio")],
  /** Requests a second under the mixed load, application to bare server. */
  mixedThroughput: [atLeast(0.4, "ratio")],
  /** Processor time of the application for a request of the mixed load. */
  mixedCpu: [atMost(2, "value")],
  /** 95th percentile under the mixed load. */
  mixedP95: [atMost(150, "value")],
  /** 95th percentile of a read on the large database, to the same on the small one. */
  scale: [atMost(1.5, "ratio")],
  /** MiB by which the application's memory grows while it exports every audit record. */
  exportMemory: [atMost(120, "value")],
  /** Rows a second of that export. */
  exportRows: [atLeast(20_000, "value")],
  /** Planning a rule with two windowed metrics over thirty days of sign-ins: median of a dry run. */
  planning: [atMost(1000, "value")],
  /** Users a second on whom a rule acts, each audited. */
  acting: [atLeast(1000, "value")],
  /** 95th percentile of an executive answer at 10 000 tenants and 400 days. */
  answer: [atMost(15, "value")],
  /** Seconds in which a day of 5 000 000 raw events is aggregated, and MiB that the process takes at most. */
  aggregation: [atMost(60, "value")],
  aggregationMemory: [atMost(300, "value")],
  /** A refresh at 400 days of history, to one at 40: windows of 60 days hold half as much again as there is at 40. */
  refresh: [atMost(1.75, "ratio")],
  /** Jobs a second that do nothing. */
  jobRate: [atLeast(500, "value")],
  /** Median from the commit that asks for a job to its start, when nothing else is to be done. */
  jobLatency: [atMost(20, "value")],
} as const satisfies Record<string, readonly Target[]>;

/** Whether a figure keeps to its target, given the figure that it is compared with. */
export function isMet(value: number, reference: number, { of, bound, direction }: Target): boolean {
  const judged = { value, ratio: value / reference, excess: value - reference }[of];
  return direction === "at most" ? judged <= bound : judged >= bound;
}

/** The target in words, such as `at most 8 ms, at most 3 ms over`. */
export const wordsOf = (targets: readonly Target[], unit: string): string =>
  targets
    .map(({ of, bound, direction }) => {
      const suffix = { value: ` ${unit}`, ratio: " of it", excess: ` ${unit} over` }[of];
      return `${direction} ${bound}${suffix}`;
    })
    .join(", ");
