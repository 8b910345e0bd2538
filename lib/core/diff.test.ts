import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffFields } from "./diff.ts";

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

/** Objects with nested objects and lists, null among the values. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, 0, 1, "", "a", "b"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 3 }),
  ),
}));
const state = fc.dictionary(fc.constantFrom("name", "plan", "policy", "list", "roles"), json.value, { maxKeys: 5 });

describe("the difference of any two states", () => {
  test("of equal states is empty, whatever the order of their fields", () => {
    fc.assert(
      fc.property(state, (before) => {
        const turned = Object.fromEntries(Object.entries(structuredClone(before)).reverse());
        expect(diffFields(before, turned).changes).toEqual([]);
      }),
    );
  });

  test("mirrors itself: what one way adds, the other removes", () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const [there, back] = [diffFields(before, after), diffFields(after, before)];
        const mirrored = back.changes.map(({ path, kind, ...texts }) => ({
          path,
          kind: ({ added: "removed", removed: "added", changed: "changed" } as const)[kind],
          before: texts.after,
          after: texts.before,
        }));
        const sorted = (changes: typeof mirrored) => changes.map((change) => JSON.stringify(change)).sort();
        expect(sorted(mirrored)).toEqual(sorted(there.changes));
        expect(back.unchanged).toBe(there.unchanged);
      }),
    );
  });

  test("names a field exactly when it differs", () => {
    const plain = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof(fc.string(), fc.integer(), fc.constant(null)));
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
        const differs = keys.filter((key) => before[key] !== after[key]);
        const { changes } = diffFields(before, after);
        expect(
          changes
            .map(({ path }) => path)
            .filter((path) => differs.includes(path))
            .sort(),
        ).toEqual(differs.sort());
        for (const { before: was, after: is, kind } of changes) {
          expect([was === null, is === null]).toEqual([kind === "added", kind === "removed"]);
        }
      }),
    );
  });
});
