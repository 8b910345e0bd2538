import { expect, test } from "vitest";
import { formatAge } from "./wording.tsx";

test.each([
  [0.04, "0.0 s"],
  [1.44, "1.4 s"],
  [12.4, "12 s"],
  [89, "89 s"],
  [95, "2 min"],
  [3600, "60 min"],
  [7200, "2 h"],
])("%d seconds are %s", (seconds, words) => {
  expect(formatAge(seconds)).toBe(words);
});
