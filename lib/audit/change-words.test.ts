import { describe, expect, it } from "vitest";
import { changeInWords } from "./change-words.ts";

describe("a list", () => {
  const before = { name: "Ann", tenantIds: ["1", "2"] };

  it("in another order is the same list", () => {
    expect(changeInWords(before, { name: "Ann", tenantIds: ["2", "1"] })).toBe("Saved {it} without a change");
  });

  it.each([[["1"]], [["1", "2", "3"]], [[1, 2]], [[]], [null]])("of %j is another one", (tenantIds) => {
    expect(changeInWords(before, { name: "Ann", tenantIds })).toMatch(/^Changed tenants of {it}/);
  });
});

it("a field that comes or goes is a change, an empty one too, and none from nothing to nothing", () => {
  expect(changeInWords({ plan: "free" }, {})).toBe("Changed plan of {it} from free to nothing");
  expect(changeInWords({ filters: null }, {})).toBe("Changed filters of {it}");
  expect(changeInWords({}, { filters: {} })).toBe("Changed filters of {it}");
});
