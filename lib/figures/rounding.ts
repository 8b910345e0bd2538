import { halfEven, type Range, thousands } from "./range.ts";

/** How an exact number becomes what may be shown (domain.md §5): a rule with a name, so that a lineage can say which one it was. */
export interface Rounding {
  /** The rule in words. */
  readonly text: string;
  /** The interval that is shown. It contains the number, which stays on the server. */
  readonly range: (exact: number) => Range;
  /** The interval as the wire writes it; `0` where there is none. */
  readonly write: (range: Range) => string | number;
}

/** Half of the number's power of ten, at least one: 125 000 → 50 000. */
const stepOf = (exact: number): number => Math.max(1, 0.5 * 10 ** Math.floor(Math.log10(exact)));

const floored = (exact: number): Range => {
  const step = stepOf(exact);
  const low = Math.floor(exact / step) * step;
  return { low, high: low + step };
};

const nearest = (exact: number): Range => {
  const step = stepOf(exact);
  const middle = halfEven(exact / step) * step;
  return { low: Math.max(0, middle - step), high: middle + step };
};

const halfAround = (exact: number): Range => ({
  low: halfEven((exact * 0.5) / 1000) * 1000,
  high: Math.max(1, halfEven((exact * 1.5) / 1000)) * 1000,
});

/** Zero is known exactly: it has no width. Below zero there is nothing that a rule here rounds. */
const exceptZero =
  (rule: (exact: number) => Range) =>
  (exact: number): Range =>
    exact <= 0 ? { low: 0, high: 0 } : rule(exact);

const percentBetween = (low: number, high: number): Range => ({
  low: Math.min(99, Math.max(0, low)),
  high: Math.min(100, Math.max(1, high)),
});

const span = (write: (bound: number) => string, suffix = "") => {
  return ({ low, high }: Range): string => (high === 0 ? "0" : `${write(low)}-${write(high)}${suffix}`);
};
const single = (suffix: string) => {
  return ({ low }: Range): string => `${low}${suffix}`;
};
const point = (value: number): Range => ({ low: value, high: value });
const plain = (bound: number): string => String(bound);

/** Every rule of rounding, by the name that a lineage gives. */
export const ROUNDINGS = {
  exact: { text: "Exact; not rounded", range: point, write: ({ low }) => low },
  volume: {
    text: "Step of half the power of ten, rounded down: 125 000 → 100K-150K; zero is 0",
    range: exceptZero(floored),
    write: span(thousands),
  },
  tenantCost: {
    text: "USD; step of half the power of ten, rounded down, written out: 1 200 → 1000-1500; zero is 0",
    range: exceptZero(floored),
    write: span(plain),
  },
  percent: {
    text: "Whole percent below and above: 98.4 → 98-99_percent; zero is 0",
    range: exceptZero((exact) => percentBetween(Math.floor(exact), Math.floor(exact) + 1)),
    write: span(plain, "_percent"),
  },
  percentWide: {
    text: "Whole percent below one less and below one more: 98.4 → 97-99_percent; zero is 0",
    range: exceptZero((exact) => percentBetween(Math.floor(exact - 1), Math.floor(exact + 1))),
    write: span(plain, "_percent"),
  },
  fleetCost: {
    text: "USD; nearest half of the power of ten, and one such step to both sides: 30 000 → 25K-35K; zero is 0",
    range: exceptZero(nearest),
    write: span(thousands),
  },
  modelledMoney: {
    text: "USD; half to both sides, rounded half-even to 1 000, at least 1 000 wide: 10 000 → 5K-15K; zero is 0",
    range: exceptZero(halfAround),
    write: span(thousands),
  },
  score: {
    text: "Two decimals half-even, shown as the whole percent below, so that it never claims more: 93.94 → 93_percent",
    range: (exact) => point(halfEven(exact * 100) / 100),
    write: ({ low }) => `${Math.floor(low)}_percent`,
  },
  uptime: {
    text: "One decimal rounded down, so that it never claims more: 0.9992 → 99.9%",
    range: (exact) => point(Math.floor(exact * 1000 + 1e-9) / 10),
    write: ({ low }) => `${low.toFixed(1)}%`,
  },
  milliseconds: {
    text: "Whole milliseconds, half-even",
    range: (exact) => point(halfEven(exact)),
    write: single("ms_avg"),
  },
} as const satisfies Record<string, Rounding>;

export type RoundingName = keyof typeof ROUNDINGS;
