import { expect, test, vi } from "vitest";
import { batched } from "./batched.ts";

test("what comes while a group is under way forms the next one; each gets its own answer", async () => {
  const work = vi.fn(async (items: readonly number[]) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return items.map((item) => item * 2);
  });
  const double = batched(work);
  const first = [1, 2, 3].map(double);
  await new Promise((resolve) => setTimeout(resolve, 2));
  const second = [4, 5].map(double);
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
  expect(work.mock.calls).toEqual([[[1, 2, 3]], [[4, 5]]]);
  expect(await double(6)).toBe(12);
});

test("groups are bounded, and a failing one fails its own alone", async () => {
  const work = vi.fn(async (items: readonly number[]) => {
    if (items.includes(2)) {
      throw new Error("no");
    }
    return items;
  });
  const results = await Promise.allSettled([1, 2, 3, 4].map(batched(work, 2)));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled", "fulfilled"]);
});
