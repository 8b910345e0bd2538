import { expect, test } from "vitest";
import { ageText, relativeText, utcText } from "./relative-time.tsx";

const now = new Date("2026-03-14T12:00:00Z");
const ago = (seconds: number) => relativeText(new Date(now.getTime() - seconds * 1000), now);

test("says near moments relatively and far ones as a UTC date", () => {
  expect(ago(10)).toBe("just now");
  expect(ago(5 * 60)).toBe("5 min ago");
  expect(ago(-2 * 3600)).toBe("in 2 h");
  expect(ago(6 * 86_400)).toBe("6 d ago");
  expect(ago(30 * 86_400)).toBe("12 Feb");
  expect(ago(400 * 86_400)).toBe("7 Feb 2025");
});

test("writes ages and absolute times in full", () => {
  expect([ageText(59), ageText(60), ageText(7200), ageText(90_000)]).toEqual(["59 s", "1 min", "2 h", "1 d"]);
  expect(utcText(now)).toBe("2026-03-14 12:00:00 UTC");
});
