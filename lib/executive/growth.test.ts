import { expect, it } from "vitest";
import { monthEnds } from "./growth.ts";

it("ends eleven months at their end and the current one now", () => {
  const now = new Date("2026-03-31T12:00:00Z");
  const ends = monthEnds(now);
  expect(ends).toHaveLength(12);
  expect(ends[0]).toEqual({ month: "2025-04", end: new Date("2025-05-01T00:00:00Z") });
  expect(ends[10]).toEqual({ month: "2026-02", end: new Date("2026-03-01T00:00:00Z") });
  expect(ends[11]).toEqual({ month: "2026-03", end: now });
});
