import { expect, test } from "vitest";
import { COST_METHOD, proposalText, REVENUE_METHOD, spanOf, stacked } from "./wording.tsx";

test("journey §4: cost is an internal approximation, non-authoritative, and no invoice", () => {
  expect(COST_METHOD.title).toBe("Internal approximation / non-authoritative");
  expect(COST_METHOD.text).toMatch(/Not an invoice.*validate with finance/);
});

test("journey §5: no page promises real time or precision", () => {
  const said = JSON.stringify([COST_METHOD, REVENUE_METHOD]);
  expect(said).not.toMatch(/real[- ]time|live|exact/i);
  expect(REVENUE_METHOD.title).toMatch(/directional/);
});

test("domain.md §3: the parts of a sum stand one after the other, unknown ones leave no gap", () => {
  const parts = [
    { low: 1000, high: 2000 },
    { low: null, high: null },
    { low: 400, high: 600 },
  ];
  expect(stacked(parts)).toEqual([{ from: 0, to: 1500 }, null, { from: 1500, to: 2000 }]);
  expect(spanOf({ low: null, high: 3 })).toBeNull();
  expect(spanOf({ low: 1, high: 3 })).toEqual({ from: 1, to: 3 });
});

test("proposals read as what to do", () => {
  expect(proposalText("smtp_pool_consolidation")).toBe("Consolidate address pools");
  expect(proposalText("move_region")).toBe("Move region");
});
