import { expect, test } from "vitest";
import { diffFields } from "./diff-fields.tsx";

test("names each changed leaf by its path and counts the rest", () => {
  const before = { name: "Acme", auth: { minutes: 30, roles: ["A"] }, old: true, same: 1 };
  const after = { name: "Acme Ltd", auth: { minutes: 15, roles: ["A", "B"] }, same: 1 };
  expect(diffFields(before, after)).toEqual({
    unchanged: 2,
    changes: [
      { path: "name", kind: "changed", before: "Acme", after: "Acme Ltd" },
      { path: "auth.minutes", kind: "changed", before: "30", after: "15" },
      { path: "old", kind: "removed", before: "true", after: null },
      { path: "auth.roles[1]", kind: "added", before: null, after: "B" },
    ],
  });
});

test("tells null and an empty list from an absent field", () => {
  expect(diffFields({ a: null }, { b: [] }).changes).toEqual([
    { path: "a", kind: "removed", before: "null", after: null },
    { path: "b", kind: "added", before: null, after: "[]" },
  ]);
});
