import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { embedded } from "../../inngest/client.ts";
import { embeddedHandler } from "../../inngest/embedded.ts";
import { read } from "../db/transaction.ts";
import { contractFunctions } from "../testing/inngest/functions.ts";
import { createLog, forget, note, noted } from "../testing/inngest/log.ts";
import { endRunnerProcesses, startRunnerProcess } from "../testing/inngest/processes.ts";
import { until } from "../testing/poll.ts";
import { FunctionRunner } from "./runner.ts";

// SRS §13: several processes on one database, and what becomes of runs when one of them dies, hangs or stops.

const LEASE_MS = 1200;
/** Longer than a busy machine lets a process wait. */
const PATIENT_MS = 60_000;

/** Only takes events in: what runs them are the processes. */
const producer = new FunctionRunner({ retryDelayMs: () => 50 });
const client = embedded(producer);
const send = (name: string, data: object = {}) => client.send({ name, data });

vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  await createLog();
  await producer.connect(embeddedHandler(client, contractFunctions(client, note)));
});
afterEach(async () => {
  await endRunnerProcesses();
  await read((db) => db.functionRun.deleteMany());
  await forget();
});

const entries = async () => (await noted()).map(({ what, attempt }) => `${what} ${attempt}`);
const seen = (what: string, count = 1) =>
  until({ withinMs: 40_000, what }, async () => {
    const found = (await noted()).filter((entry) => entry.what === what);
    return found.length >= count && found;
  });
const run = () => read((db) => db.functionRun.findFirstOrThrow({ include: { steps: true } }));
const completed = () =>
  until({ withinMs: 40_000, what: "the end of the run" }, async () => (await run()).status === "completed");

describe("a process that dies", () => {
  test("kill -9: another goes on when the lease is over; the finished step is not repeated, the attempt is spent", async () => {
    const first = await startRunnerProcess(LEASE_MS);
    await send("contract/slow", { ms: 60_000 });
    await seen("two begins");
    await first.end("SIGKILL");
    const second = await startRunnerProcess(LEASE_MS);
    await seen("end");
    expect(await entries()).toEqual(["one 0", "two begins 0", "two begins 1", "two ends 1", "end 0"]);
    expect((await noted()).map(({ pid }) => pid)).toEqual([first.pid, first.pid, second.pid, second.pid, second.pid]);
    await completed();
    expect(await run()).toMatchObject({ leasedUntil: null });
  });

  test("a run that kills its process at every attempt fails in the end", async () => {
    await send("contract/slow", { ms: 60_000 });
    await read((db) => db.functionRun.updateMany({ data: { attempt: 3, lease: 4, leasedUntil: new Date(0) } }));
    await startRunnerProcess(LEASE_MS);
    await until({ withinMs: 10_000, what: "failure" }, async () => (await run()).status === "failed");
    expect(await run()).toMatchObject({ error: { name: "WorkerLost" }, leasedUntil: null });
  });
});

test("SIGSTOP beyond the lease: another takes over, and what the first still wants to write is refused", async () => {
  const first = await startRunnerProcess(LEASE_MS);
  await send("contract/slow", { ms: 300 });
  await seen("two begins");
  first.signal("SIGSTOP");
  await startRunnerProcess(LEASE_MS);
  await seen("end");
  await completed();
  const before = await run();
  first.signal("SIGCONT");
  await seen("two ends", 2);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await run()).toEqual(before);
  expect((await noted()).filter(({ what }) => what === "end")).toHaveLength(1);
});

test("SIGTERM gives runs back at once and for free", async () => {
  const first = await startRunnerProcess(60_000);
  await send("contract/slow", { ms: 60_000 });
  await seen("two begins");
  await first.end("SIGTERM");
  expect(await run()).toMatchObject({
    status: "queued",
    attempt: 0,
    leasedUntil: null,
    steps: [{ name: "one", status: "done" }],
  });
});

test("a schedule ticks once, however many processes there are", async () => {
  await Promise.all([1, 2, 3].map(() => startRunnerProcess(PATIENT_MS)));
  await until({ withinMs: 10_000, what: "the schedule" }, () => read((db) => db.functionSchedule.findFirst()));
  const ticks: string[] = [];
  for (const back of [1, 2, 3]) {
    const nextOn = new Date(Date.now() - back * 1000);
    ticks.push(`* * * * *@${nextOn.toISOString()}`);
    await read((db) => db.functionSchedule.updateMany({ data: { nextOn } }));
    await seen("tick inngest/scheduled.timer", back);
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  // A real minute may have passed meanwhile.
  const runs = await read((db) => db.functionRun.findMany({ where: { eventId: { in: ticks } } }));
  const ran = (await noted()).filter(({ runId }) => runs.some(({ id }) => id === runId));
  expect([runs.length, ran.length, new Set(ran.map(({ runId }) => runId)).size]).toEqual([3, 3, 3]);
});

test("200 runs of 20 keys on three processes: each once, never two of a key at a time", async () => {
  await Promise.all([1, 2, 3].map(() => startRunnerProcess(PATIENT_MS)));
  const keys = Array.from({ length: 20 }, () => randomUUID());
  await client.send(
    Array.from({ length: 200 }, (_, n) => ({ name: "contract/keyed", data: { key: keys[n % 20], ms: 2 } })),
  );
  const all = await until({ withinMs: 60_000, what: "200 runs" }, async () => {
    const found = (await noted()).filter(({ what }) => /^(enter|leave)/.test(what));
    return found.length >= 400 && found;
  });
  for (const key of keys) {
    const own = all.filter(({ what }) => what.endsWith(key)).map(({ what }) => what.split(" ")[0]);
    expect(own).toEqual(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? "enter" : "leave")));
  }
  expect(new Set(all.map(({ pid }) => pid)).size).toBeGreaterThan(1);
});
