import { describe, expect, test } from "vitest";
import type { SourceStatus } from "#lib/executive/source-list-schema";
import { importedText, lineLabel, sourceLook, toleranceText } from "./wording.tsx";

const source = (change: Partial<SourceStatus>): SourceStatus => ({
  source: "esp_events",
  way: "pushed",
  is_connected: true,
  state: "fresh",
  last_heard_at: "2026-11-20T10:00:00.000Z",
  last_asked_at: null,
  last_event_at: null,
  breaker: null,
  failures: 0,
  error_class: null,
  error: null,
  duration_ms: null,
  stale_after_minutes: 60,
  missing_after_minutes: 1440,
  unattributed: null,
  ...change,
});

describe("decisions §8: how a source stands", () => {
  test.each([
    [{ is_connected: false, last_heard_at: null, state: "missing" }, "Not connected"],
    [{ last_heard_at: null, state: "missing" }, "Silent so far"],
    [{ state: "missing" }, "Missing"],
    [{ state: "stale" }, "Late"],
    [{ failures: 2 }, "Failing"],
    [{}, "Up to date"],
  ] as const)("%j is %s", (change, word) => {
    expect(sourceLook(source(change)).word).toBe(word);
  });
});

test("a line of a table that is wrong is named by its number", () => {
  expect(["csv.line12", "csv"].map(lineLabel)).toEqual(["Line 12", "Table"]);
});

test("an import says rows and months", () => {
  expect(importedText(1, ["2026-10"])).toBe("1 row of 2026-10");
  expect(importedText(4, ["2026-08", "2026-09", "2026-10"])).toBe("4 rows of 2026-08, 2026-09 and 2026-10");
});

test("a tolerance reads in whole units", () => {
  expect([30, 120, 2880].map(toleranceText)).toEqual(["30 min", "2 h", "2 d"]);
});
