import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Email, Id, Instant, queryBool, queryInstant, queryInt, Reason, text } from "./schema.ts";

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe("decisions: ids are UUIDs, times ISO 8601 UTC with Z", () => {
  test("an id is taken in any case and has one spelling", () => {
    expect(Id.parse("01930D5E-7A10-7C3E-9B1F-3F2A64D0C001")).toBe("01930d5e-7a10-7c3e-9b1f-3f2a64d0c001");
  });

  test.each([
    "",
    "1",
    "01930d5e7a107c3e9b1f3f2a64d0c001",
    "01930d5e-7a10-7c3e-9b1f-3f2a64d0c00g",
    " 01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
    "\u0000",
  ])("%j is no id", (id) => {
    expect(accepts(Id, id)).toBe(false);
  });

  test("an instant leaves with Z, from a Date as from text", () => {
    expect(Instant.parse(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
    expect(Instant.parse("1970-01-01T00:00:00.000Z")).toBe("1970-01-01T00:00:00.000Z");
  });

  test.each([
    "1970-01-01T01:00:00+01:00",
    "1970-01-01 00:00:00Z",
    "1970-13-01",
    "today",
    "",
    0,
    null,
    undefined,
    new Date(Number.NaN),
  ])("%j is no instant", (value) => {
    expect(accepts(Instant, value)).toBe(false);
  });
});

describe("text", () => {
  test("is trimmed before it is measured", () => {
    expect(text(3, 5).parse("  abc ")).toBe("abc");
    expect(accepts(text(3, 5), " ab ")).toBe(false);
    expect(accepts(text(3, 5), "abcdef")).toBe(false);
  });

  test("has no control characters beside tab and line feed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7f }), (code) => {
        const isControl = (code < 0x20 || code === 0x7f) && code !== 9 && code !== 10;
        expect(accepts(text(1, 9), `a${String.fromCharCode(code)}b`)).toBe(!isControl);
      }),
    );
  });

  test.each([undefined, null, 1, true, [], {}])("%j is no text", (value) => {
    expect(accepts(text(0, 9), value)).toBe(false);
  });
});

describe("decisions §4 Reasons", () => {
  test("have 3–500 characters", () => {
    expect([2, 3, 500, 501].map((length) => accepts(Reason, "r".repeat(length)))).toEqual([false, true, true, false]);
  });
});

describe("query values", () => {
  test("a whole number is digits only, within its bounds", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (value) => {
        const isGood = /^\d{1,9}$/.test(value) && Number(value) >= 5 && Number(value) <= 70;
        expect(accepts(queryInt(5, 70), value)).toBe(isGood);
      }),
    );
    expect(queryInt(5, 70).parse("070")).toBe(70);
  });

  test.each(["TRUE", "1", "yes", "", " true"])("%j is no boolean", (value) => {
    expect(accepts(queryBool, value)).toBe(false);
  });

  test.each([
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00.000Z"],
    ["2026-11-20T10:00:00.5+02:00", "2026-11-20T08:00:00.500Z"],
  ])("the moment %s is %s", (given, instant) => {
    expect(queryInstant.parse(given).toISOString()).toBe(instant);
  });

  test.each([
    "2026-02-30",
    "2026-13-01",
    "2026-11-20T10:00:00",
    "20.11.2026",
    "now",
    "1700000000",
    "",
    "0000-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
  ])("%j is no moment that the database could hold", (value) => {
    expect(accepts(queryInstant, value)).toBe(false);
  });
});

describe("Email", () => {
  test("is trimmed and lower-cased: addresses are compared without regard to case", () => {
    expect(Email.parse("  Ann.Lee@Example.COM ")).toBe("ann.lee@example.com");
  });

  test.each(["ann", "ann@", "@example.com", "ann lee@example.com", "a\u0000@example.com", `${"a".repeat(250)}@b.com`])(
    "%j is refused",
    (email) => {
      expect(accepts(Email, email)).toBe(false);
    },
  );
});
