import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { granted, shareOf } from "./lease.ts";

/** What the statement of a draw does to the window's counter. */
const draw = (used: number, share: number, limit: number): number => Math.min(used + share, limit + share);

/** Instances that take turns in any order until the allowance is used up; returns how many calls each let through. */
function spend(limits: readonly number[], turns: readonly number[], instances: number): number[] {
  const through = Array<number>(instances).fill(0);
  const unleased = Array<number>(instances).fill(limits[0] ?? 0);
  let counter = 0;
  for (const [turn, instance] of turns.entries()) {
    const limit = limits[turn % limits.length] ?? 0;
    const share = shareOf(unleased[instance] ?? 0);
    counter = draw(counter, share, limit);
    const grant = granted(counter, share, limit);
    through[instance] = (through[instance] ?? 0) + grant.left;
    unleased[instance] = grant.unleased;
  }
  return through;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const limit = fc.integer({ min: 5, max: 100_000 });
const turns = fc.array(fc.nat(3), { maxLength: 400 });

describe("SRS §12: the allowance shared by all instances", () => {
  test("is never exceeded, whoever asks in whatever order", () => {
    fc.assert(
      fc.property(limit, turns, (allowance, order) => {
        expect(sum(spend([allowance], order, 4))).toBeLessThanOrEqual(allowance);
      }),
    );
  });

  test("is never exceeded while the limit changes either: the highest that was in force holds", () => {
    fc.assert(
      fc.property(fc.array(limit, { minLength: 1, maxLength: 5 }), turns, (limits, order) => {
        expect(sum(spend(limits, order, 4))).toBeLessThanOrEqual(Math.max(...limits));
      }),
    );
  });

  test("is used up exactly by one instance that goes on asking", () => {
    fc.assert(
      fc.property(limit, (allowance) => {
        expect(sum(spend([allowance], Array<number>(1000).fill(0), 1))).toBe(allowance);
      }),
    );
  });

  test("is used up by any instances that go on asking, and then nobody gets any", () => {
    fc.assert(
      fc.property(limit, turns, (allowance, order) => {
        const all = [...order, ...Array.from({ length: 1200 }, (_, turn) => turn % 4)];
        expect(sum(spend([allowance], all, 4))).toBe(allowance);
      }),
    );
  });

  test("a share is at least one and at most 200, and never more than a fiftieth of a large rest", () => {
    fc.assert(
      fc.property(fc.nat(100_000), (unleased) => {
        const share = shareOf(unleased);
        expect(share).toBeGreaterThanOrEqual(1);
        expect(share).toBeLessThanOrEqual(200);
        expect(share).toBeLessThanOrEqual(Math.max(1, unleased / 50));
      }),
    );
  });

  test("what one instance sees remaining is what is left after its own draw", () => {
    expect(granted(20, 20, 1000)).toEqual({ left: 20, unleased: 980 });
    expect(granted(1010, 20, 1000)).toEqual({ left: 10, unleased: 0 });
    expect(granted(1020, 20, 1000)).toEqual({ left: 0, unleased: 0 });
  });
});
