import { expect, test } from "vitest";
import { completionAt, type Suggestable } from "./completion.tsx";

const entry = (name: string, kind: "metric" | "variable", values: string[] | null = null): Suggestable => ({
  ...{ name, kind, values },
  unit: kind === "metric" ? "count" : null,
  description: `about ${name}`,
  isAvailable: true,
});
const catalogue = [
  entry("failed_logins", "metric"),
  entry("successful_logins", "metric"),
  entry("user.role", "variable"),
  entry("user.status", "variable", ["active", "locked"]),
];

test.each([
  ["fail", 0, ["failed_logins_10m"]],
  ["failed_logins_10m > 5 && LOGINS", 25, ["failed_logins_10m", "successful_logins_10m"]],
  ["!user.", 1, ["user.role", "user.status"]],
  ["failed_logins_1h", 0, []],
  ['user.status == "', 16, ["active", "locked"]],
  ['user.status != "l', 16, ["locked"]],
  ['user.role == "fail', 14, []],
  ["", 0, []],
])("after %j comes what the catalogue has", (before, from, texts) => {
  const completion = completionAt(before, catalogue);
  expect(completion.suggestions.map(({ text }) => text)).toEqual(texts);
  if (texts.length > 0) {
    expect(completion.from).toBe(from);
  }
});
