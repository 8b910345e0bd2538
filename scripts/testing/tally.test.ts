import { expect, test } from "vitest";
import { sum, summaryOf, tallyPlaywright, tallyVitest, withExit } from "./tally.ts";

test("a vitest file that does not load counts as a failure beside failed tests", () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 1,
    testResults: [
      { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(tallyVitest(report)).toEqual({ passed: 7, failed: 2 });
});

test("a flaky end-to-end test passed in the end", () => {
  expect(tallyPlaywright({ stats: { expected: 5, flaky: 1, unexpected: 2 } })).toEqual({ passed: 6, failed: 2 });
});

test("a run that ends badly is never counted as all green", () => {
  expect(withExit({ passed: 3, failed: 0 }, true)).toEqual({ passed: 3, failed: 1 });
  expect(withExit({ passed: 3, failed: 2 }, true)).toEqual({ passed: 3, failed: 2 });
  expect(withExit({ passed: 3, failed: 0 }, false)).toEqual({ passed: 3, failed: 0 });
});

test("tallies add up", () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0 });
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});

test("a runner's summary is its last paragraph that looks like one, colours or not", () => {
  const output = "  1 failed\n\nnoise\n\n\u001b[31m  1 failed\u001b[39m\n    a.spec.ts:3:1\n  4 passed (2s)\n";
  expect(summaryOf(output, /^\s+\d+ (passed|failed)/)).toBe(
    "\u001b[31m  1 failed\u001b[39m\n    a.spec.ts:3:1\n  4 passed (2s)",
  );
  expect(summaryOf("nothing of the kind", /passed/)).toBe("");
});
