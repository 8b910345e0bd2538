/** What is shown of a number: it lies within, both ends included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** To the nearest whole number; a half goes to the even neighbour, so that many roundings do not drift upwards. */
export function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (Math.abs(rest - 0.5) > 1e-9) {
    return Math.round(value);
  }
  return floor % 2 === 0 ? floor : floor + 1;
}

const SUFFIXES = [
  { suffix: "M", of: 1_000_000 },
  { suffix: "K", of: 1000 },
] as const;

/** `1500` → `1.5K`, `950` → `950`, `2000000` → `2M`; never more than one decimal: `1001K`. */
export function thousands(value: number): string {
  const unit = SUFFIXES.find(({ of }) => value >= of && Number.isInteger((value * 10) / of));
  return unit === undefined ? String(value) : `${value / unit.of}${unit.suffix}`;
}

const GRAMMAR = /^(\d+(?:\.\d+)?)([KM]?)(?:-(\d+(?:\.\d+)?)([KM]?))?(?:_percent|%|ms_avg)?$/;
const factorOf = (suffix: string | undefined): number => SUFFIXES.find((unit) => unit.suffix === suffix)?.of ?? 1;

/** Reads a range as the wire writes it (`LOW-HIGH[_percent]`, K and M); null for anything else, words included. */
export function parseRange(written: string): Range | null {
  const [, low, lowSuffix, high, highSuffix] = GRAMMAR.exec(written) ?? [];
  if (low === undefined) {
    return null;
  }
  const from = Number(low) * factorOf(lowSuffix);
  return { low: from, high: high === undefined ? from : Number(high) * factorOf(highSuffix) };
}
