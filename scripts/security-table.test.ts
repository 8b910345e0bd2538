import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inProject } from "./project.ts";

const VERDICTS = ["met", "partly", "not met", "operator"];
const rows = readFileSync(inProject("docs", "security.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, item = "", verdict = "", how = "", shownBy = ""]) => ({ item, verdict, how, shownBy }));
const testsOf = (shownBy: string): string[] => [...shownBy.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);

describe("docs/security.md: OWASP ASVS 5.0 level 2", () => {
  test("speaks of every chapter that applies", () => {
    const chapters = new Set(rows.map(({ item }) => Number(item.split(".", 1)[0])));
    expect([...chapters]).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  test.each(rows)("$item has a verdict, says how, and names tests that exist", ({ verdict, how, shownBy }) => {
    expect(VERDICTS).toContain(verdict);
    expect(how).not.toBe("");
    const tests = testsOf(shownBy);
    // What is met or partly met is shown; nobody here can show the rest.
    expect(tests.length > 0).toBe(verdict === "met" || verdict === "partly");
    for (const path of tests) {
      expect(path).toMatch(/\.(test|spec)\.tsx?$/);
      expect(existsSync(inProject(...path.split("/"))), path).toBe(true);
    }
  });
});
