import { expect, test } from "vitest";
import { moneyRange } from "./money-range.ts";

test.each([
  ["1000-5000", 100_000, 500_000],
  ["2K-8K", 200_000, 800_000],
  ["$1.5K-2M", 150_000, 200_000_000],
  ["0-0", 0, 0],
])("domain.md §4: %s is a range of money", (text, lowMinor, highMinor) => {
  expect(moneyRange(text)).toEqual({ lowMinor, highMinor });
});

test.each(["25-50_percent_improvement", "5000-1000", "5000", "", "a-b", "-1-2"])("%j is none", (text) => {
  expect(moneyRange(text)).toBeNull();
});
