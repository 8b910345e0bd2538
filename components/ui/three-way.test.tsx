import fc from "fast-check";
import { expect, test } from "vitest";
import { compareThreeWay, mergeThreeWay } from "./three-way.tsx";

const base = { name: "Acme", zone: "UTC", plan: "free", segment: "smb" };

test("whoever alone changed a field keeps it; a field that both changed is left to the reader", () => {
  const conflict = {
    base,
    theirs: { ...base, name: "Acme Ltd", zone: "Asia/Tokyo", segment: "startup" },
    mine: { ...base, name: "Acme Inc", plan: "starter", segment: "startup" },
  };
  expect(compareThreeWay(conflict)).toEqual([
    { field: "name", base: "Acme", theirs: "Acme Ltd", mine: "Acme Inc", kept: null },
    { field: "zone", base: "UTC", theirs: "Asia/Tokyo", mine: "UTC", kept: "theirs" },
    { field: "plan", base: "free", theirs: "free", mine: "starter", kept: "mine" },
  ]);
  expect(mergeThreeWay(conflict)).toEqual({
    name: "Acme Inc",
    zone: "Asia/Tokyo",
    plan: "starter",
    segment: "startup",
  });
});

test("a merge loses nobody's change unless both changed the field", () => {
  const values = fc.record({ a: fc.constantFrom("1", "2", "3"), b: fc.constantFrom("1", "2", "3") });
  fc.assert(
    fc.property(values, values, values, (was, theirs, mine) => {
      const merged = mergeThreeWay({ base: was, theirs, mine });
      for (const field of ["a", "b"] as const) {
        const contested = theirs[field] !== was[field] && mine[field] !== was[field];
        const expected = contested || mine[field] !== was[field] ? mine[field] : theirs[field];
        expect(merged[field]).toBe(expected);
      }
    }),
  );
});
