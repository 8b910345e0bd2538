import { expect, test } from "vitest";
import { diffSides } from "./diff-sides.tsx";

const line = (text: string, isChanged = false) => ({ text, isChanged });

test("shows each field on both sides and marks what the other side lacks", () => {
  const before = { name: "Billing", permissions: ["TENANTS_VIEW", "USERS_VIEW"], policy: { min: 8, upper: true } };
  const after = { name: "Billing", permissions: ["USERS_VIEW", "ROLES_VIEW"], policy: { min: 12, upper: true } };
  expect(diffSides(before, after)).toEqual([
    { field: "name", isChanged: false, before: [line("Billing")], after: [line("Billing")] },
    {
      field: "permissions",
      isChanged: true,
      before: [line("TENANTS_VIEW", true), line("USERS_VIEW")],
      after: [line("USERS_VIEW"), line("ROLES_VIEW", true)],
    },
    {
      field: "policy",
      isChanged: true,
      before: [line("min: 8", true), line("upper: true")],
      after: [line("min: 12", true), line("upper: true")],
    },
  ]);
});

test("a field that one side lacks has no lines there; keys with dots are one field", () => {
  expect(diffSides({ "auth.minutes": 30 }, { fresh: null })).toEqual([
    { field: "auth.minutes", isChanged: true, before: [line("30", true)], after: [] },
    { field: "fresh", isChanged: true, before: [], after: [line("null", true)] },
  ]);
});
