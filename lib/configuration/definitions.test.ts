import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ConfigurationKey, DEFAULT_CONFIGURATION, DEFINITIONS, withDefaults } from "./definitions.ts";

const entries = Object.entries(DEFINITIONS);
const isGood = (key: ConfigurationKey, value: unknown) => DEFINITIONS[key].schema.safeParse(value).success;

describe("decisions §5 configuration", () => {
  test.each(entries)("%s has a default that satisfies it, and a description", (_key, definition) => {
    expect(definition.schema.safeParse(definition.default).success).toBe(true);
    expect(definition.description).toMatch(/\w/);
  });

  test("the limits of SRS §12 and §9, and the lifetimes of SRS §4.1, are the defaults", () => {
    expect(DEFAULT_CONFIGURATION).toMatchObject({
      "rateLimits.superAdminPerMinute": 1000,
      "rateLimits.configPerMinute": 100,
      "rateLimits.ruleExecutionPerMinute": 30,
      "auth.accessTokenTtlMinutes": 60,
      "auth.loginAttemptsPerAccount": 10,
      "auth.loginAttemptsPerAddress": 50,
    });
  });

  test.each([
    "rateLimits.superAdminPerMinute",
    "rateLimits.configPerMinute",
    "rateLimits.ruleExecutionPerMinute",
  ] as const)("decisions §9: %s is configurable from 5 to 100 000", (key) => {
    expect([4, 5, 100_000, 100_001, 5.5, "5"].map((value) => isGood(key, value))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test("decisions §9: the password policy has exactly its seven members", () => {
    const policy = DEFAULT_CONFIGURATION["auth.passwordPolicy"];
    expect(Object.keys(policy)).toEqual([
      "minLength",
      "requireUpper",
      "requireLower",
      "requireDigit",
      "requireSymbol",
      "historySize",
      "maxAgeDays",
    ]);
    const { minLength: _, ...incomplete } = policy;
    expect([isGood("auth.passwordPolicy", incomplete), isGood("auth.passwordPolicy", { ...policy, x: 1 })]).toEqual([
      false,
      false,
    ]);
  });
});

describe("what is in force", () => {
  test("is always complete and valid, whatever is stored", () => {
    const stored = fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(DEFINITIONS)), fc.string()), fc.jsonValue());
    fc.assert(
      fc.property(stored, (values) => {
        const inForce = withDefaults(values);
        expect(Object.keys(inForce)).toEqual(Object.keys(DEFINITIONS));
        expect(entries.filter(([key]) => !isGood(key as ConfigurationKey, inForce[key as ConfigurationKey]))).toEqual(
          [],
        );
      }),
    );
  });

  test("is the stored value where it is good, the default where it is missing or bad", () => {
    expect(withDefaults({ "auth.accessTokenTtlMinutes": 5, "auth.refreshTokenTtlDays": "soon" })).toEqual({
      ...DEFAULT_CONFIGURATION,
      "auth.accessTokenTtlMinutes": 5,
    });
  });
});
