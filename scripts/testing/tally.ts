/** How many tests passed and failed. */
export type Tally = { passed: number; failed: number };

/** The part of vitest's JSON report that is read. */
export type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/** The part of Playwright's JSON report that is read. */
export type PlaywrightReport = { stats: { expected: number; flaky: number; unexpected: number } };

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** Counts a vitest run; a file that failed before any of its tests did is one failure. */
export function tallyVitest({ numPassedTests, numFailedTests, testResults }: VitestReport): Tally {
  const brokenFiles = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

/** Counts a Playwright run; a flaky test passed in the end. */
export function tallyPlaywright({ stats }: PlaywrightReport): Tally {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
}

/** A run that ended badly has a failure, even where its report shows none (an unhandled error, a server that did not start). */
export function withExit(tally: Tally, isFailed: boolean): Tally {
  return isFailed && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** A runner's own summary: the last paragraph of its output that has a line like `line`. */
export function summaryOf(output: string, line: RegExp): string {
  const lines = output.trimEnd().split("\n");
  const found = lines.findLastIndex((text) => line.test(stripColours(text)));
  if (found < 0) return "";
  const before = lines.slice(0, found).findLastIndex((text) => stripColours(text).trim() === "");
  const after = lines.slice(found).findIndex((text) => stripColours(text).trim() === "");
  return lines.slice(before + 1, after < 0 ? undefined : found + after).join("\n");
}

function stripColours(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
  return line.replaceAll(/\u001b\[[0-9;]*m/g, "");
}
