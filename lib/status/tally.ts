import { DURATION_BUCKETS, metrics } from "../observability/metrics.ts";

/** Answers of one operation in one family: how many, how many were failures of the server, and how many took how long. */
export interface Tally {
  readonly family: string;
  readonly operation: string;
  readonly calls: number;
  /** Answers with a 5xx. */
  readonly errors: number;
  /** Calls that took no longer than the bound at the same place of `DURATION_BUCKETS`: cumulative. */
  readonly within: readonly number[];
}

/** What this process has counted since it started, by family and operation. */
export async function tallies(): Promise<Tally[]> {
  const { values } = await metrics.requests.get();
  const found = new Map<string, { -readonly [K in keyof Tally]: Tally[K] } & { within: number[] }>();
  for (const { metricName, labels, value } of values) {
    const { family = "", operation = "", status, le } = labels as Readonly<Record<string, string | number>>;
    const key = `${family} ${operation}`;
    const tally = found.get(key) ?? {
      family: String(family),
      operation: String(operation),
      calls: 0,
      errors: 0,
      within: DURATION_BUCKETS.map(() => 0),
    };
    found.set(key, tally);
    if (metricName?.endsWith("_count")) {
      tally.calls += value;
      tally.errors += status === "5xx" ? value : 0;
    } else if (le !== undefined && le !== "+Inf") {
      const place = DURATION_BUCKETS.indexOf(Number(le));
      tally.within[place] = (tally.within[place] ?? 0) + value;
    }
  }
  return [...found.values()];
}

/** The tallies of several processes as one. */
export function merged(all: readonly Tally[]): Tally[] {
  return [...Map.groupBy(all, ({ family, operation }) => `${family} ${operation}`).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [same.slice(1).reduce(sum, first)];
  });
}

const sum = (a: Tally, b: Tally): Tally => ({
  ...a,
  calls: a.calls + b.calls,
  errors: a.errors + b.errors,
  within: a.within.map((count, place) => count + (b.within[place] ?? 0)),
});

/**
 * The time in milliseconds within which a share of the calls was answered, estimated inside its bucket as Prometheus does. Null without
 * calls, and where it lies past the last bound.
 */
export function quantileMs({ calls, within }: Tally, share: number): number | null {
  const rank = share * calls;
  const place = within.findIndex((count) => count >= rank);
  const upper = DURATION_BUCKETS[place];
  if (calls === 0 || upper === undefined) {
    return null;
  }
  const lower = DURATION_BUCKETS[place - 1] ?? 0;
  const before = within[place - 1] ?? 0;
  const inside = (within[place] ?? 0) - before;
  const seconds = inside === 0 ? upper : lower + (upper - lower) * ((rank - before) / inside);
  return Math.round(seconds * 10_000) / 10;
}

/** The share of calls that took no longer than `ms`, which is one of the bounds: counted, not estimated. */
export function shareWithin({ calls, within }: Tally, ms: number): number {
  const place = DURATION_BUCKETS.findIndex((bound) => bound * 1000 === ms);
  if (place === -1) {
    throw new Error(`${ms} ms is no bound of the histogram`);
  }
  return calls === 0 ? 1 : (within[place] ?? 0) / calls;
}
