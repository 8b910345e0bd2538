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
      { path: "auth.roles", kind: "added", before: null, after: "B" },
    ],
  });
});

test("tells null and an empty list from an absent field", () => {
  expect(diffFields({ a: null }, { b: [] }).changes).toEqual([
    { path: "a", kind: "removed", before: "null", after: null },
    { path: "b", kind: "added", before: null, after: "[]" },
  ]);
});

test("compares lists of plain values by their members, and any other list by position", () => {
  expect(diffFields({ roles: ["B", "C"], steps: [1, 1] }, { roles: ["A", "B"], steps: [1, 2, 2] })).toEqual({
    unchanged: 2,
    changes: [
      { path: "roles", kind: "removed", before: "C", after: null },
      { path: "steps[1]", kind: "changed", before: "1", after: "2" },
      { path: "roles", kind: "added", before: null, after: "A" },
      { path: "steps[2]", kind: "added", before: null, after: "2" },
    ],
  });
});
