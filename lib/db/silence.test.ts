import { describe, expect, test } from "vitest";
import { awakeFor } from "./silence.ts";

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

const STAYS = new AbortController().signal;

describe("SRS §13 silence is counted while the process is awake", () => {
  test("a loop that was blocked for longer than the silence has not heard it", async () => {
    let isHeard = false;
    const silence = awakeFor(300, STAYS).then(() => {
      isHeard = true;
    });
    block(1000);
    const since = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isHeard).toBe(false);
    await silence;
    expect(performance.now() - since).toBeGreaterThanOrEqual(240);
  });

  test("it is not heard sooner than it lasts, and ends with its signal", async () => {
    const since = performance.now();
    await awakeFor(120, STAYS);
    expect(performance.now() - since).toBeGreaterThanOrEqual(119);
    const gone = new AbortController();
    const endless = awakeFor(3_600_000, gone.signal);
    gone.abort();
    await endless;
  });

  test("what arrived during a block is read before the silence is over", async () => {
    const order: string[] = [];
    const silence = awakeFor(40, STAYS).then(() => order.push("silence"));
    const arrival = new Promise((resolve) => setImmediate(resolve)).then(() => order.push("arrival"));
    block(200);
    await Promise.all([silence, arrival]);
    expect(order).toEqual(["arrival", "silence"]);
  });
});
