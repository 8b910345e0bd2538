import { Inngest, type InngestFunction } from "inngest";
import { afterEach, describe, expect, test, vi } from "vitest";
import { embedded } from "../../inngest/client.ts";
import { embeddedHandler } from "../../inngest/embedded.ts";
import { read } from "../db/transaction.ts";
import { FunctionRunner } from "./runner.ts";

type Options = Parameters<Inngest["createFunction"]>[0];
type Handler = Parameters<Inngest["createFunction"]>[1];

const work = vi.fn<(given: unknown) => Promise<unknown>>(async () => null);
const runnerOf = async (options: object, handler: Handler = ({ event }) => work(event.data)) => {
  const runner = new FunctionRunner({ retryDelayMs: () => 0, graceMs: 10 });
  const client = embedded(runner);
  const made: InngestFunction.Any = client.createFunction(
    { id: "fn", triggers: { event: "test/it" }, ...options } as Options,
    handler,
  );
  await runner.connect(embeddedHandler(client, [made]));
  return { runner, client };
};
const drain = async (runner: FunctionRunner) => {
  while ((await runner.tick()) > 0) {
    await runner.settled();
  }
};
const runs = () => read((db) => db.functionRun.findMany({ orderBy: { createdOn: "asc" } }));

afterEach(async () => {
  work.mockReset();
  await read((db) => db.functionRun.deleteMany());
});

describe("what it does not do stops the start", () => {
  test.each<[RegExp, object]>([
    [/batchEvents/, { batchEvents: { maxSize: 5, timeout: "5s" } }],
    [/rateLimit/, { rateLimit: { limit: 1, period: "1m" } }],
    [/throttle/, { throttle: { limit: 1, period: "1m" } }],
    [/debounce/, { debounce: { period: "1m" } }],
    [/priority/, { priority: { run: "event.data.n" } }],
    [/timeouts/, { timeouts: { finish: "1m" } }],
    [/singleton/, { singleton: { mode: "skip" } }],
    [/cancel/, { cancelOn: [{ event: "test/stop" }] }],
    [/conditions/, { triggers: { event: "test/it", if: "event.data.n > 1" } }],
    [/concurrency/, { concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.n" }] }],
    [/concurrency/, { concurrency: { limit: 1, scope: "account", key: "'a'" } }],
    [/cannot evaluate/, { concurrency: { limit: 1, key: "event.data.n > 1 ? 'a' : 'b'" } }],
    [/cannot evaluate/, { idempotency: "string(event.data.n)" }],
    [/cron/, { triggers: { cron: "TZ=Europe/Paris 0 6 * * *" } }],
    [/never comes/, { triggers: { cron: "0 0 31 2 *" } }],
  ])("%s", async (message, options) => {
    const failed = await runnerOf(options).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(failed).toMatchObject({ message: expect.stringMatching(message) });
    expect(failed).toMatchObject({ message: expect.stringContaining("rookery-fn") });
  });
});

describe("what a function may not ask of it fails its run, clearly", () => {
  test.each<[string, Handler, RegExp]>([
    ["invoke", ({ step }) => step.invoke("i", { function: referenced(), data: {} }), /InvokeFunction is not supported/],
    [
      "signals",
      ({ step }) => step.waitForSignal("s", { signal: "x", timeout: "1m" }),
      /WaitForSignal is not supported/,
    ],
    [
      "conditions of waits",
      ({ step }) => step.waitForEvent("w", { event: "test/x", if: "async.data.n > 1", timeout: "1m" }),
      /cannot evaluate/,
    ],
  ])("%s", async (_, handler, message) => {
    const { runner, client } = await runnerOf({}, handler);
    await client.send({ name: "test/it", data: {} });
    await drain(runner);
    expect(await runs()).toMatchObject([
      { status: "failed", error: { name: "UnsupportedStep", message: expect.stringMatching(message) } },
    ]);
  });
});
const referenced = () => new Inngest({ id: "x" }).createFunction({ id: "y", triggers: { event: "z" } }, () => null);

describe("what it is told", () => {
  test("every kind of data comes through, U+0000 and broken surrogates included", async () => {
    const { runner, client } = await runnerOf({}, async ({ event, step }) => step.run("echo", () => work(event.data)));
    const data = { zero: "a\u0000b", lone: "\ud800", deep: [{ n: 1.5 }, null, true, "ü"] };
    work.mockImplementation(async (given) => given);
    await client.send({ name: "test/it", data });
    await drain(runner);
    expect(work).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(data));
    expect(await runs()).toMatchObject([{ status: "completed", output: data }]);
  });

  test("nobody else is reachable through its fetch", async () => {
    const { runner } = await runnerOf({});
    for (const [url, init] of [
      ["https://api.inngest.com/v1/runs", { method: "GET" }],
      ["https://example.com/fn/register", { method: "POST", body: "{}" }],
    ] as const) {
      expect((await runner.fetch(url, init)).status).toBe(501);
    }
  });

  test("a send that the SDK repeats is one event", async () => {
    const { runner } = await runnerOf({});
    const init = {
      method: "POST",
      body: '[{"name":"test/it","data":{}}]',
      headers: { "x-inngest-event-id-seed": "seed,1" },
    };
    const answers = await Promise.all([1, 2, 3].map(() => runner.fetch("http://x/e/key", init)));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(await runs()).toHaveLength(1);
  });

  test("an event that nobody wants leaves no run", async () => {
    const { runner, client } = await runnerOf({});
    await client.send({ name: "test/other", data: {} });
    expect([await runner.tick(), await runs()]).toEqual([0, []]);
  });
});

test("a function of another release is left to it", async () => {
  const { client } = await runnerOf({});
  await client.send({ name: "test/it", data: {} });
  const { runner: other } = await runnerOf({ id: "other" });
  expect(await other.tick()).toBe(0);
});

test("an outage of the database in the middle costs a run no attempt", async () => {
  const { runner, client } = await runnerOf({});
  await client.send({ name: "test/it", data: {} });
  const { databaseCircuit } = await import("../db/health.ts");
  work.mockImplementationOnce(async () => {
    databaseCircuit().open("test");
    return null;
  });
  await runner.tick();
  await runner.settled();
  databaseCircuit().close();
  const [waiting] = await runs();
  expect(waiting).toMatchObject({ status: "queued" });
});

test("keys: the limited and the unlimited do not starve each other", async () => {
  const runner = new FunctionRunner({ retryDelayMs: () => 0, concurrency: 1 });
  const client = embedded(runner);
  const made = (id: string, options: object) =>
    client.createFunction({ id, triggers: { event: `test/${id}` }, ...options } as Options, () => work(id));
  await runner.connect(
    embeddedHandler(client, [made("free", {}), made("keyed", { concurrency: { limit: 1, key: "event.data.k" } })]),
  );
  await client.send(["free", "keyed"].flatMap((id) => [1, 2, 3, 4].map((k) => ({ name: `test/${id}`, data: { k } }))));
  for (let n = 0; n < 4; n += 1) {
    await runner.tick();
    await runner.settled();
  }
  expect(new Set(work.mock.calls.map(([id]) => id))).toEqual(new Set(["free", "keyed"]));
});
