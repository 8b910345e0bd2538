import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Configuration, DEFAULT_CONFIGURATION, OVERRIDABLE_KEYS, type Overrides } from "./definitions.ts";
import { strictest } from "./effective.ts";

const policy = fc.record({
  minLength: fc.integer({ min: 8, max: 128 }),
  requireUpper: fc.boolean(),
  requireLower: fc.boolean(),
  requireDigit: fc.boolean(),
  requireSymbol: fc.boolean(),
  historySize: fc.integer({ min: 0, max: 24 }),
  maxAgeDays: fc.integer({ min: 0, max: 3650 }),
});
const overrides: fc.Arbitrary<Overrides> = fc.record({
  "auth.passwordPolicy": policy,
  "auth.sessionTimeoutMinutes": fc.integer({ min: 5, max: 43_200 }),
  "features.webhooks": fc.boolean(),
});
const several = fc
  .array(overrides, { minLength: 1, maxLength: 5 })
  .map((all) => all.map((own): Configuration => ({ ...DEFAULT_CONFIGURATION, ...own })));

/** Days that a password lives. */
const life = ({ maxAgeDays }: Configuration["auth.passwordPolicy"]) => maxAgeDays || Number.POSITIVE_INFINITY;

describe("what holds for a user of several tenants", () => {
  test("is at least as strict as what holds in each", () => {
    fc.assert(
      fc.property(several, (all) => {
        const found = strictest(all, DEFAULT_CONFIGURATION);
        for (const each of all) {
          const [is, was] = [found["auth.passwordPolicy"], each["auth.passwordPolicy"]];
          expect(is.minLength).toBeGreaterThanOrEqual(was.minLength);
          expect(is.historySize).toBeGreaterThanOrEqual(was.historySize);
          expect(life(is)).toBeLessThanOrEqual(life(was));
          for (const rule of ["requireUpper", "requireLower", "requireDigit", "requireSymbol"] as const) {
            expect(is[rule] || !was[rule]).toBe(true);
          }
          expect(found["auth.sessionTimeoutMinutes"]).toBeLessThanOrEqual(each["auth.sessionTimeoutMinutes"]);
          expect(!found["features.webhooks"] || each["features.webhooks"]).toBe(true);
        }
      }),
    );
  });

  test("does not depend on their order, and of one tenant is its own", () => {
    fc.assert(
      fc.property(several, (all) => {
        expect(strictest(all.toReversed(), DEFAULT_CONFIGURATION)).toEqual(strictest(all, DEFAULT_CONFIGURATION));
        expect(strictest(all.slice(0, 1), DEFAULT_CONFIGURATION)).toEqual(all[0]);
      }),
    );
  });

  test("every key that a tenant may override is looked at here", () => {
    expect(OVERRIDABLE_KEYS).toEqual(["auth.passwordPolicy", "auth.sessionTimeoutMinutes", "features.webhooks"]);
  });
});
