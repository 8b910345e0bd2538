import { expect, test } from "vitest";
import { inOrder, moved, withOrder } from "./column-order.tsx";

const self = (id: string) => id;

test("anchors §4 List page: columns take the chosen order; what it does not know keeps its own", () => {
  expect(inOrder(["a", "b", "c"], self, ["c", "gone", "a"])).toEqual(["c", "a", "b"]);
  expect(inOrder(["a", "b"], self, [])).toEqual(["a", "b"]);
});

test("columns that cannot be chosen stay in their places", () => {
  expect(withOrder(["name", "a", "b", "menu", "c"], self, ["c", "b", "a"])).toEqual(["name", "c", "b", "menu", "a"]);
  expect(withOrder(["name", "a"], self, [])).toEqual(["name", "a"]);
});

test("a column moves by one place and stays within the list", () => {
  expect(moved(["a", "b", "c"], "b", "up")).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], "b", "down")).toEqual(["a", "c", "b"]);
  expect([moved(["a", "b"], "a", "up"), moved(["a", "b"], "b", "down"), moved(["a"], "x", "up")]).toEqual([
    ["a", "b"],
    ["a", "b"],
    ["a"],
  ]);
});
