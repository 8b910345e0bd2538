import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { COUNT_CAP, cappedTotal, containsPattern, pageOf, pageQuery, sortOf, sortQuery, toPage } from "./page.ts";

const Query = z.strictObject({ ...pageQuery, sort: sortQuery(["name", "createdOn"], "-createdOn") });

describe("decisions §4 Lists", () => {
  test("page=1, pageSize=50 and the documented order are the defaults", () => {
    expect(Query.parse({})).toEqual({ page: 1, pageSize: 50, sort: "-createdOn" });
  });

  test.each(["1", "50", "100", "007"])("pageSize %s is taken", (pageSize) => {
    expect(Query.parse({ pageSize }).pageSize).toBe(Number(pageSize));
  });

  test.each(["0", "101", "-1", "+5", " 5", "5 ", "", "1.5", "1e1", "0x10", "ten", "9999999999", "NaN", "٥"])(
    "pageSize %j is refused",
    (pageSize) => {
      expect(Query.safeParse({ pageSize }).success).toBe(false);
    },
  );

  test.each(["0", "-1", "1.5", "20000001", ""])("page %j is refused", (page) => {
    expect(Query.safeParse({ page }).success).toBe(false);
  });

  test("the last page that is taken still has an offset that PostgreSQL's integer holds", () => {
    const { page, pageSize } = Query.parse({ page: "20000000", pageSize: "100" });
    expect((page - 1) * pageSize).toBeLessThan(2 ** 31);
  });

  test.each([
    ["name", { field: "name", descending: false }],
    ["-name", { field: "name", descending: true }],
    ["-createdOn", { field: "createdOn", descending: true }],
  ] as const)("sort=%s", (sort, expected) => {
    expect(sortOf(Query.parse({ sort }).sort)).toEqual(expected);
  });

  test.each(["", "-", "--name", "Name", "name,createdOn", "toString", "-email"])("sort=%j is refused", (sort) => {
    expect(Query.safeParse({ sort }).success).toBe(false);
  });

  test("totalPages covers every item and no more, whatever the size", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 100 }), (totalItems, pageSize) => {
        const { totalPages } = toPage([], { page: 1, pageSize }, { totalItems });
        expect(totalPages * pageSize).toBeGreaterThanOrEqual(totalItems);
        expect((totalPages - 1) * pageSize).toBeLessThan(Math.max(1, totalItems));
      }),
    );
  });

  test("a page has the wire form {items, page, pageSize, totalItems, totalPages}", () => {
    const page = toPage([{ id: 1 }], { page: 2, pageSize: 1 }, { totalItems: 2 });
    expect(page).toEqual({ items: [{ id: 1 }], page: 2, pageSize: 1, totalItems: 2, totalPages: 2 });
    expect(pageOf(z.object({ id: z.int() })).parse(page)).toEqual(page);
  });
});

describe("decisions §9 Totals", () => {
  test("are exact up to 10 000 matches and capped past it", () => {
    expect(COUNT_CAP).toBe(10_000);
    expect(cappedTotal(0)).toEqual({ totalItems: 0 });
    expect(cappedTotal(10_000)).toEqual({ totalItems: 10_000 });
    expect(cappedTotal(10_001)).toEqual({ totalItems: 10_000, totalCapped: true });
  });
});

describe("SRS §7.1 partial search, case-insensitive", () => {
  test("LIKE's own wildcards are searched for, not obeyed", () => {
    expect(containsPattern("50%_off\\Now")).toBe("%50\\%\\_off\\\\now%");
  });

  test("every pattern matches exactly the texts that contain it", () => {
    const alphabet = fc.string({ unit: fc.constantFrom("a", "B", "%", "_", "\\", "."), maxLength: 6 });
    fc.assert(
      fc.property(alphabet, alphabet, (text, search) => {
        const isMatch = like(text.toLowerCase(), containsPattern(search));
        expect(isMatch).toBe(text.toLowerCase().includes(search.toLowerCase()));
      }),
      { numRuns: 2000 },
    );
  });
});

/** SQL's LIKE with a backslash for escape, as a regular expression. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|([%_])|(.)/gs, (_all, escaped?: string, wild?: string, plain?: string) =>
    wild === undefined ? RegExp.escape(escaped ?? plain ?? "") : wild === "%" ? ".*" : ".",
  );
  return new RegExp(`^${source}$`, "s").test(text);
}
