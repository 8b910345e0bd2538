import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../lib/db/transaction.ts";
import { type Executor, startExecutor } from "../lib/testing/inngest/executor.ts";
import { createLog, forget, noted } from "../lib/testing/inngest/log.ts";
import { until } from "../lib/testing/poll.ts";

// What Inngest promises to functions, asked of the embedded runner and of any Inngest server (docs/jobs.md says how) alike.

let executor: Executor;
beforeAll(async () => {
  await createLog();
  executor = await startExecutor();
});
beforeEach(forget);
afterAll(() => executor.stop());

/** What the functions of a test noted, without the one that every full minute starts whatever is tested. */
const said = async (): Promise<string[]> => {
  const entries = (await noted()).filter(({ what }) => !what.startsWith("tick"));
  return entries.map(({ what, attempt }) => `${what} ${attempt}`);
};
const ended = (count: number, pattern = /^(end|onFailure)/, withinMs = 60_000) =>
  until({ withinMs, what: `${count} × ${pattern}` }, async () => {
    const entries = await noted();
    return entries.filter(({ what }) => pattern.test(what)).length >= count && entries;
  });
const settle = () => new Promise((resolve) => setTimeout(resolve, executor.isServer ? 3000 : 300));

describe("steps and retries", () => {
  test("a finished step is not repeated; a failing one is tried again, with its own count", async () => {
    await executor.send({ name: "contract/flaky" });
    await ended(1);
    expect(await said()).toEqual(["first 0", "second 0", "second 1", "second 2", "end 2 0"]);
  }, 90_000);

  test("what fails outside of steps is tried again", async () => {
    await executor.send({ name: "contract/body" });
    await ended(2, /^body/);
    expect(await said()).toEqual(["body 0", "body 1"]);
  }, 90_000);

  test("SRS §10.5: three retries, then the failure handler, once", async () => {
    await executor.send({ name: "contract/doomed" });
    await ended(1);
    await settle();
    expect(await said()).toEqual(["boom 0", "boom 1", "boom 2", "boom 3", "onFailure boom 3 0"]);
  }, 90_000);

  test("NonRetriableError: no retry", async () => {
    await executor.send({ name: "contract/fatal" });
    await ended(1);
    await settle();
    expect(await said()).toEqual(["fatal 0", "onFailure no use 0"]);
  }, 90_000);

  test("parallel steps with their own attempts, a sleep, and a failure that is caught", async () => {
    await executor.send({ name: "contract/parallel" });
    await ended(1);
    const entries = await said();
    expect(entries.slice(0, 4).toSorted()).toEqual(["p1 0", "p2 0", "p2 1", "p3 0"]);
    expect(entries.slice(4)).toEqual(["inner 0", "handled catch me 0", "end p1,p2,p3 0"]);
  }, 90_000);
});

describe("events", () => {
  test("a step waits for the event that matches; one that waits in vain gets null", async () => {
    const key = randomUUID();
    await executor.send({ name: "contract/waits", data: { key } });
    await ended(1, /^waiting/);
    await settle();
    await executor.send({ name: "contract/answer", data: { key: "another", said: "wrong" } });
    await executor.send({ name: "contract/answer", data: { key, said: "yes" } });
    await ended(1);
    expect((await said()).at(-1)).toBe("end yes null 0");
  }, 90_000);

  test("SRS §13 duplicate request: an event id is accepted once, also 16 times at once", async () => {
    const id = randomUUID();
    await Promise.all(Array.from({ length: 16 }, () => executor.send({ name: "contract/noop", id })));
    await executor.send({ name: "contract/noop", id });
    await ended(1, /^noop/);
    await settle();
    expect(await said()).toEqual(["noop 0"]);
  }, 90_000);

  test("an idempotency key lets a function run once", async () => {
    const key = randomUUID();
    for (let n = 0; n < 3; n += 1) {
      await executor.send({ name: "contract/once", data: { key } });
    }
    await ended(1, /^once/);
    await settle();
    expect(await said()).toEqual([`once ${key} 0`]);
  }, 90_000);
});

test("concurrency 1 a key: one step at a time of each key, others meanwhile", async () => {
  const keys = [randomUUID(), randomUUID()];
  for (const key of [...keys, ...keys, ...keys]) {
    await executor.send({ name: "contract/keyed", data: { key, ms: 150 } });
  }
  const entries = (await ended(6, /^leave/)).map(({ what }) => what);
  for (const key of keys) {
    const own = entries.filter((what) => what.endsWith(key)).map((what) => what.split(" ")[0]);
    expect(own).toEqual(["enter", "leave", "enter", "leave", "enter", "leave"]);
  }
  expect(entries.join()).toMatch(new RegExp(`enter ${keys[0]},enter ${keys[1]}|enter ${keys[1]},enter ${keys[0]}`));
}, 90_000);

test("a schedule ticks", async () => {
  if (!executor.isServer) {
    await read((db) => db.functionSchedule.updateMany({ data: { nextOn: new Date() } }));
  }
  const [first] = await ended(1, /^tick/, 75_000);
  expect(first).toMatchObject({ what: "tick inngest/scheduled.timer", attempt: 0 });
}, 90_000);
