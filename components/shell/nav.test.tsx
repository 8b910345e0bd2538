import { expect, test } from "vitest";
import { currentItem, groupsOf, type NavItem } from "./nav.tsx";
import { columnOrderOf, hiddenColumnsOf, readPreferences } from "./preferences.tsx";

const items: readonly NavItem[] = [
  { href: "/console", label: "Home", icon: "overview", group: "A" },
  { href: "/console/tenants", label: "Tenants", icon: "tenants", group: "B" },
  { href: "/console/users", label: "Users", icon: "users", group: "A" },
];

test("the deepest place that holds a path is current; a longer name is another place", () => {
  expect(currentItem(items, "/console/tenants/1/edit")?.label).toBe("Tenants");
  expect(currentItem(items, "/console/tenants-archive")?.label).toBe("Home");
  expect(currentItem(items, "/login")).toBeUndefined();
});

test("groups keep their first order", () => {
  expect(groupsOf(items).map(([group, entries]) => [group, entries.length])).toEqual([
    ["A", 2],
    ["B", 1],
  ]);
});

test("unknown preferences fall back, hidden columns and their order are read per table", () => {
  const cookies: Record<string, string> = {
    theme: "pink",
    density: "comfortable",
    "columns.tenants": "plan.segment",
    "order.tenants": "b.a",
  };
  const cookie = (name: string) => cookies[name];
  expect(readPreferences(cookie)).toEqual({ theme: "system", density: "comfortable", shortcuts: "on" });
  expect(hiddenColumnsOf(cookie, "tenants")).toEqual(["plan", "segment"]);
  expect(hiddenColumnsOf(cookie, "users")).toEqual([]);
  expect([columnOrderOf(cookie, "tenants"), columnOrderOf(cookie, "users")]).toEqual([["b", "a"], []]);
});
