import { describe, expect, test } from "vitest";
import { CreateTenantInput, CURRENCIES, isTimeZone, ListTenantsQuery, TIME_ZONES } from "./schema.ts";

const valid = { name: "Acme", code: "TNT001", timezone: "UTC", currency: "USD" };
const fieldsOf = (input: object): string[] => {
  const parsed = CreateTenantInput.safeParse({ ...valid, ...input });
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join("."));
};

describe("SRS §6.1 validations", () => {
  test.each(["ABC", "A-_9", "TNT001", "ABCDEFGHIJ0123456789"])("accepts the code %s", (code) => {
    expect(fieldsOf({ code })).toEqual([]);
  });
  test.each(["AB", "ABCDEFGHIJ01234567890", "tnt001", "TNT 01", "TNT.01", " TNT001", "TNT001\n", "ÄBC", "", 7, null])(
    "refuses the code %j",
    (code) => {
      expect(fieldsOf({ code })).toContain("code");
    },
  );

  test.each(["Abc", "  Abc  ", "Ünïcøde", "x".repeat(120), "O'Neil; DROP TABLE tenants", "%_\\"])(
    "accepts the name %j",
    (name) => {
      expect(fieldsOf({ name })).toEqual([]);
    },
  );
  test.each([
    "",
    "ab",
    "  ab ",
    "😀😀",
    "x".repeat(121),
    "a\u0000bc",
    "two\nlines",
    "tab\tbed",
    "bell\u0007",
    12,
    null,
    ["abc"],
  ])("refuses the name %j", (name) => {
    expect(fieldsOf({ name })).toContain("name");
  });
  test("trims the name", () => {
    expect(CreateTenantInput.parse({ ...valid, name: "  Acme  " }).name).toBe("Acme");
  });

  test.each([
    "UTC",
    "Etc/UTC",
    "Europe/Paris",
    "Asia/Calcutta",
    "Asia/Kolkata",
    "America/Argentina/ComodRivadavia",
    "US/Pacific",
  ])("accepts the time zone %s", (timezone) => {
    expect(fieldsOf({ timezone })).toEqual([]);
  });
  test.each(["Etc/GMT+5", "GMT", "EST5EDT", "NZ-CHAT", "Antarctica/DumontDUrville", "America/Port-au-Prince"])(
    "accepts the time zone %s",
    (timezone) => {
      expect(isTimeZone(timezone)).toBe(true);
    },
  );
  test.each([
    "+01:00",
    "-0500",
    "UTC+1",
    "GMT+1",
    "utc",
    "europe/paris",
    "EUROPE/PARIS",
    "US/PACIFIC",
    "PST",
    "IST",
    "SystemV/EST5",
  ])("refuses the time zone %s", (timezone) => {
    expect(fieldsOf({ timezone })).toEqual(["timezone"]);
  });
  test.each(["Mars/Base", "Europe/Atlantis", "", " UTC", "Europe/../Paris", "Etc/Unknown", 1, null])(
    "refuses the time zone %j",
    (timezone) => {
      expect(fieldsOf({ timezone })).toContain("timezone");
    },
  );
  test("offers UTC first, and nothing that it would refuse", () => {
    expect(TIME_ZONES[0]).toBe("UTC");
    expect(TIME_ZONES.filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  test.each(["USD", "EUR", "JPY", "XAF"])("accepts the currency %s", (currency) => {
    expect(fieldsOf({ currency })).toEqual([]);
  });
  test.each(["usd", "US", "USDX", "XXX", "XTS", "ZZZ", "DEM", "", " USD", 840, null])(
    "refuses the currency %j",
    (currency) => {
      expect(fieldsOf({ currency })).toContain("currency");
    },
  );
  test("lists every currency once, as ISO 4217 writes it", () => {
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect(CURRENCIES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });

  test("is active unless told otherwise, and takes only booleans", () => {
    expect(CreateTenantInput.parse(valid).isActive).toBe(true);
    expect(fieldsOf({ isActive: "true" })).toEqual(["isActive"]);
    expect(fieldsOf({ isActive: 1 })).toEqual(["isActive"]);
  });
  test("decisions §9: segment and plan come from their lists", () => {
    expect(fieldsOf({ segment: "smb", plan: "free" })).toEqual([]);
    expect(fieldsOf({ segment: "huge", plan: "gold" })).toEqual(["segment", "plan"]);
  });
  test("names every bad field at once", () => {
    const fields = new Set(fieldsOf({ name: "", code: "x", timezone: "x", currency: "x" }));
    expect([...fields].sort()).toEqual(["code", "currency", "name", "timezone"]);
  });
});

describe("SRS §6.2 list query", () => {
  test("defaults", () => {
    expect(ListTenantsQuery.parse({})).toEqual({ page: 1, pageSize: 50, sort: "-createdOn" });
  });
  test.each([
    { page: "0" },
    { page: "-1" },
    { page: "1.5" },
    { page: "x" },
    { pageSize: "0" },
    { pageSize: "101" },
    { isActive: "yes" },
    { status: "gone" },
    { sort: "timezone" },
    { sort: "--name" },
    { search: "x".repeat(121) },
    { limit: "5" },
  ])("refuses %j", (query) => {
    expect(ListTenantsQuery.safeParse(query).success).toBe(false);
  });
});
