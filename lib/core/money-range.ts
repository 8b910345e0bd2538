/** A range of money, in minor units. */
export interface MoneyRange {
  readonly lowMinor: number;
  readonly highMinor: number;
}

const RANGE = /^\$?(\d{1,9}(?:\.\d{1,2})?)([KM]?)\s*-\s*\$?(\d{1,9}(?:\.\d{1,2})?)([KM]?)$/i;
const SCALE: Readonly<Record<string, number>> = { "": 1, K: 1000, M: 1_000_000 };

/** `1000-5000` or `2K-8K` in whole units of money; null for anything else, such as a percentage, and for a range that is upside down. */
export function moneyRange(text: string): MoneyRange | null {
  const [, low = "", lowScale = "", high = "", highScale = ""] = RANGE.exec(text.trim()) ?? [];
  if (low === "") {
    return null;
  }
  const minor = (digits: string, scale: string): number =>
    Math.round(Number(digits) * 100) * (SCALE[scale.toUpperCase()] ?? 1);
  const range = { lowMinor: minor(low, lowScale), highMinor: minor(high, highScale) };
  return range.lowMinor <= range.highMinor ? range : null;
}
