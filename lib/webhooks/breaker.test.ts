import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { unlessBroken } from "./breaker.ts";
import type { Attempt } from "./post.ts";

const FAILED: Attempt = { statusCode: 500, durationMs: 3, error: "The address answered 500" };
const GOOD: Attempt = { statusCode: 204, durationMs: 3, error: null };
const work = vi.fn<() => Promise<Attempt>>();
const tries = async (address: string, times: number) => {
  let last: Attempt | undefined;
  for (let n = 0; n < times; n += 1) {
    last = await unlessBroken(address, work);
  }
  return last;
};

beforeEach(() => {
  vi.useFakeTimers();
  work.mockReset().mockResolvedValue(FAILED);
});
afterEach(() => vi.useRealTimers());

describe("SRS §13 a dependency that is down: its deliveries fail without waiting for it", () => {
  test("after five failures in a row the address is left alone; after a pause one attempt finds out", async () => {
    expect(await tries("a", 5)).toEqual(FAILED);
    expect(await tries("a", 3)).toMatchObject({ statusCode: null, error: expect.stringMatching(/^Not tried/) });
    expect(work).toHaveBeenCalledTimes(5);
    vi.advanceTimersByTime(5001);
    work.mockResolvedValue(GOOD);
    expect(await tries("a", 2)).toEqual(GOOD);
    expect(work).toHaveBeenCalledTimes(7);
  });

  test("a success in between starts the count anew, and other addresses are not concerned", async () => {
    await tries("b", 4);
    work.mockResolvedValueOnce(GOOD);
    await tries("b", 5);
    expect(work).toHaveBeenCalledTimes(9);
    await tries("c", 1);
    expect(work).toHaveBeenCalledTimes(10);
  });
});
