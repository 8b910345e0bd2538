import { expect, test } from "vitest";
import { impactText, lastedText, PRIORITY_LABELS, REVIEWING } from "./wording.tsx";

test("journey §4: severities are those of the queue events", () => {
  expect(Object.keys(PRIORITY_LABELS)).toEqual(["critical", "high", "medium", "low"]);
});

test("decisions §8: reviewing is not resolving, in words", () => {
  expect(REVIEWING.title).toBe("Reviewing is not resolving");
  expect(REVIEWING.text).toContain("stays open");
});

test.each([
  ["2K-8K", "$2K–8K"],
  ["1000-5000", "$1000–5000"],
  ["500", "$500"],
  ["25-50_percent_improvement", "25–50 % improvement"],
  ["unknown_so_far", "unknown so far"],
])("an impact of %s reads %s", (range, text) => {
  expect(impactText(range)).toBe(text);
});

test.each([
  ["2026-11-20T10:00:00Z", "2026-11-20T10:00:20Z", "0 min"],
  ["2026-11-20T10:00:00Z", "2026-11-20T10:59:00Z", "59 min"],
  ["2026-11-20T10:00:00Z", "2026-11-20T13:10:00Z", "3 h"],
  ["2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z", "3 days"],
])("from %s to %s it lasts %s", (from, to, text) => {
  expect(lastedText(from, to)).toBe(text);
});
