import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { Interruptible } from "./interruptible.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("SRS §13 work that an outage ends", () => {
  test("has its own outcome while nothing comes between", async () => {
    const work = new Interruptible();
    expect(await work.run(() => Promise.resolve(7))).toBe(7);
    await expect(work.run(() => Promise.reject(new Error("own")))).rejects.toThrow("own");
  });

  test("all under way ends with the reason, what comes later runs", async () => {
    const work = new Interruptible();
    const never = () => new Promise<never>(() => undefined);
    const ended = Promise.allSettled([work.run(never), work.run(never)]);
    work.interrupt(new Error("down"));
    expect(await ended).toMatchObject([{ reason: { message: "down" } }, { reason: { message: "down" } }]);
    expect(await work.run(() => Promise.resolve("later"))).toBe("later");
  });

  test("results are not kept: a thousand of them are gone when the caller lets go", async () => {
    const work = new Interruptible();
    const seen: WeakRef<object>[] = [];
    for (let n = 0; n < 1000; n++) {
      seen.push(new WeakRef(await work.run(() => Promise.resolve({ rows: new Array(100).fill(n) }))));
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    expect(seen.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(10);
  });
});
