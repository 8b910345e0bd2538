import { describe, expect, test } from "vitest";
import { describeFailure, retryDelayMs } from "./failure.ts";

describe("SRS §10.5 exponential back-off", () => {
  test("doubles from the base, with up to a quarter of jitter", () => {
    expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, 1000, 0))).toEqual([1000, 2000, 4000]);
    expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, 1000, 1))).toEqual([1250, 2500, 5000]);
  });
});

describe("SRS §14 what a failed job remembers", () => {
  test("names the error and its causes in one line", () => {
    const failure = new Error("the downstream\nanswered 500", { cause: new TypeError("fetch failed") });
    expect(describeFailure(failure)).toBe("Error: the downstream answered 500 ← TypeError: fetch failed");
  });
  test("masks credentials", () => {
    const text = "Authorization: Bearer abc.def https://user:pw@host/x?token=abc&password=hunter2";
    expect(describeFailure(text)).toBe("Authorization: Bearer *** https://***@host/x?token=***&password=***");
  });
  test("fits its column whatever was thrown", () => {
    expect(describeFailure(new Error("x".repeat(900)))).toHaveLength(500);
    expect(describeFailure("a\u0000b")).toBe("a b");
    expect(describeFailure(undefined)).toBe("unknown failure");
    expect(describeFailure({ odd: true })).toBe("[object Object]");
  });
});
