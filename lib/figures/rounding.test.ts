import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halfEven, parseRange } from "./range.ts";
import { ROUNDINGS, type RoundingName } from "./rounding.ts";

const shown = (rule: RoundingName, exact: number) => ROUNDINGS[rule].write(ROUNDINGS[rule].range(exact));

describe("domain.md §5 range examples", () => {
  test.each([
    ["volume", 125_000, "100K-150K"],
    ["volume", 1_234_567, "1M-1.5M"],
    ["volume", 96_000, "95K-100K"],
    ["volume", 7, "7-8"],
    ["volume", 0, "0"],
    ["tenantCost", 1200, "1000-1500"],
    ["tenantCost", 14.98, "10-15"],
    ["tenantCost", 9.99, "9-10"],
    ["percent", 98.4, "98-99_percent"],
    ["percentWide", 98.4, "97-99_percent"],
    ["percent", 1.2, "1-2_percent"],
    ["percent", 100, "99-100_percent"],
    ["percentWide", 0.4, "0-1_percent"],
    ["percent", 0, "0"],
    ["fleetCost", 30_000, "25K-35K"],
    ["modelledMoney", 10_000, "5K-15K"],
    ["modelledMoney", 3500, "2K-5K"],
    ["modelledMoney", 5000, "2K-8K"],
    ["modelledMoney", 110, "0-1K"],
    ["modelledMoney", 0, "0"],
    ["uptime", 0.9992, "99.9%"],
    ["uptime", 0.9999, "99.9%"],
    ["uptime", 1, "100.0%"],
    ["milliseconds", 150.2, "150ms_avg"],
    ["exact", 150, 150],
  ] as const)("%s of %d is %s", (rule, exact, written) => {
    expect(shown(rule, exact)).toBe(written);
  });

  test("the score of 31 of 33 is 93.94, shown as the whole percent below", () => {
    const range = ROUNDINGS.score.range((31 / 33) * 100);
    expect([range, ROUNDINGS.score.write(range)]).toEqual([{ low: 93.94, high: 93.94 }, "93_percent"]);
  });
});

const amounts = fc.oneof(fc.double({ min: 0, max: 5e9, noNaN: true }), fc.integer({ min: 0, max: 20_000 }));
const shares = fc.double({ min: 0, max: 100, noNaN: true });
const RULES = [
  ["volume", amounts],
  ["tenantCost", amounts],
  ["percent", shares],
  ["percentWide", shares],
  ["fleetCost", amounts],
  ["modelledMoney", amounts],
] as const;

describe.each(RULES)("%s", (rule, numbers) => {
  const { range, write } = ROUNDINGS[rule];

  test("contains the number", () => {
    fc.assert(
      fc.property(numbers, (exact) => {
        const { low, high } = range(exact);
        expect(low).toBeLessThanOrEqual(exact);
        expect(high).toBeGreaterThanOrEqual(exact);
      }),
      { numRuns: 2000 },
    );
  });

  test("never shows less for more: the middle and the upper end do not fall", () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [less, more] = [range(Math.min(one, other)), range(Math.max(one, other))];
        expect(more.high).toBeGreaterThanOrEqual(less.high);
        expect(more.low + more.high).toBeGreaterThanOrEqual(less.low + less.high);
      }),
      { numRuns: 2000 },
    );
  });

  test("reads back as it was written, in the grammar of the wire", () => {
    fc.assert(
      fc.property(numbers, (exact) => {
        const given = range(exact);
        const written = String(write(given));
        expect(written).toMatch(/^(0|\d+(\.\d)?[KM]?-\d+(\.\d)?[KM]?(_percent)?)$/);
        expect(parseRange(written)).toEqual(given);
      }),
      { numRuns: 2000 },
    );
  });
});

test("half goes to the even neighbour", () => {
  expect([0.5, 1.5, 2.5, 1.4999, 1.75].map(halfEven)).toEqual([0, 2, 2, 1, 2]);
});

test("a word is no range", () => {
  expect(["insufficient_data", "", "stable", "5-", "K"].map(parseRange)).toEqual([null, null, null, null, null]);
});
