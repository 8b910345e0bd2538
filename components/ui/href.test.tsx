import { describe, expect, test } from "vitest";
import { hrefWith, queryOf } from "./href.tsx";

describe("hrefWith", () => {
  test("sets, replaces and removes parameters and keeps the others", () => {
    expect(hrefWith("/tenants?search=a&page=2", { page: null, sort: "-name" })).toBe("/tenants?search=a&sort=-name");
    expect(hrefWith("/tenants", { page: 3 })).toBe("/tenants?page=3");
    expect(hrefWith("/tenants?page=3", { page: "" })).toBe("/tenants");
  });

  test("writes lists as repeated parameters and escapes values", () => {
    expect(hrefWith("/audit", { action: ["A", "B"], q: "a&b=c" })).toBe("/audit?action=A&action=B&q=a%26b%3Dc");
  });
});

test("queryOf keeps known parameters, takes the first of repeated ones and drops what a plain form left empty", () => {
  const searchParams = { search: "", status: ["active", "deleted"], page: "2", other: "x" };
  expect(queryOf(searchParams, ["search", "status", "page"])).toEqual({ status: "active", page: "2" });
});
