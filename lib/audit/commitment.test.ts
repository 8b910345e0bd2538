import fc from "fast-check";
import { expect, test } from "vitest";
import { commitmentTo } from "./commitment.ts";
import { withhold } from "./personal.ts";

const salt = fc.uint8Array({ minLength: 32, maxLength: 32 });
const text = fc.string({ unit: "binary" });
const opening = fc.tuple(salt, fc.string({ minLength: 1 }), fc.oneof(text, fc.jsonValue()));

test("issue 6: a commitment opens with its own salt, field and value alone", () => {
  fc.assert(
    fc.property(opening, opening, ([salt1, field1, value1], [salt2, field2, value2]) => {
      const mine = commitmentTo(salt1, field1, value1);
      expect(commitmentTo(salt1, field1, structuredClone(value1))).toBe(mine);
      const others = [
        ...(Buffer.from(salt1).equals(salt2) ? [] : [commitmentTo(salt2, field1, value1)]),
        ...(field1 === field2 ? [] : [commitmentTo(salt1, field2, value1)]),
        ...(JSON.stringify(value1) === JSON.stringify(value2) ? [] : [commitmentTo(salt1, field1, value2)]),
      ];
      // Values that differ only in the order of their keys are the same.
      expect(others.filter((other) => other === mine)).toHaveLength(0);
    }),
  );
});

test("issue 6: whatever a record about a person says, nothing personal stays in it, and nothing else leaves it", () => {
  const snapshot = fc.option(
    fc.dictionary(
      fc.constantFrom("email", "lockReason", "status", "newEmail", "n"),
      fc.oneof(text, fc.integer(), fc.constant(null)),
    ),
  );
  fc.assert(
    fc.property(snapshot, snapshot, fc.option(text), fc.option(fc.ipV4()), (before, after, reason, ipAddress) => {
      const record = {
        action: "USER_UPDATED",
        entityType: "user",
        entityId: null,
        actorId: null,
        reason,
        ipAddress,
        before,
        after,
      } as const;
      const { row, values } = withhold(record);
      expect(row).toMatchObject({ reason: null, ipAddress: null });
      expect(Object.keys(row.commitments ?? {})).toEqual(values.map(({ field }) => field));
      for (const { field, salt: own, value } of values) {
        expect(row.commitments?.[field]).toBe(commitmentTo(own, field, value));
      }
      for (const name of ["before", "after"] as const) {
        for (const [key, value] of Object.entries(record[name] ?? {})) {
          const taken = values.find(({ field }) => field === `${name}.${key}`);
          expect(taken?.value ?? row[name]?.[key]).toEqual(value);
          expect(/email|reason/i.test(key) && row[name]?.[key] !== null).toBe(false);
        }
      }
    }),
  );
});
