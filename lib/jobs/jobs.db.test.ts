import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { localJobs } from "../testing/jobs.ts";
import { jobsUnderTest } from "../testing/jobs-under-test.ts";
import { enqueue } from "./enqueue.ts";
import { PermanentFailure } from "./failure.ts";
import { Relay } from "./relay.ts";

const { work, halting, cleaning, catalogue, turn, drain, add, row, change } = jobsUnderTest();

describe("SRS §13 the job row is the outbox", () => {
  test("exists exactly when the effect commits", async () => {
    const rolledBack = transaction(async (tx) => {
      await enqueue(tx, halting, { n: 1 });
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    expect(await read((db) => db.job.count())).toBe(0);
    expect(await row(await add())).toMatchObject({
      kind: "test.halting",
      payload: { n: 1 },
      status: "queued",
      attempts: 0,
      publishedOn: null,
    });
  });

  test("a payload that is not the job's is refused at once", async () => {
    await expect(transaction((tx) => enqueue(tx, halting, { n: "1" } as never))).rejects.toThrow(z.ZodError);
  });

  test("16 at once with one dedupe key make one job", async () => {
    const ids = await Promise.all(
      Array.from({ length: 16 }, () => transaction((tx) => enqueue(tx, halting, { n: 1 }, { dedupeKey: "once" }))),
    );
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
  });

  test("runs when due, not before, and says what became of it", async () => {
    await add({ runAt: new Date(Date.now() + 60_000) });
    expect(await turn()).toBe(0);
    const id = await add();
    expect(await turn()).toBe(1);
    expect(work).toHaveBeenCalledExactlyOnceWith({ n: 1 }, expect.objectContaining({ jobId: id, attempt: 1 }));
    expect(await row(id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      startedOn: expect.any(Date),
      finishedOn: expect.any(Date),
      tries: [{ step: null, attempt: 1, outcome: "succeeded", error: null }],
    });
  });

  test("a kind that this process does not know is left to others", async () => {
    const id = await add();
    await change(id, { kind: "of.another.release" });
    expect(await turn()).toBe(0);
    expect(await row(id)).toMatchObject({ status: "queued", publishedOn: null });
  });

  test("16 relays at once publish each job once, under its own id", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => add()));
    const sent: string[] = [];
    const publish = async (events: readonly { id: string }[]) => void sent.push(...events.map(({ id }) => id));
    await Promise.all(Array.from({ length: 16 }, () => new Relay(catalogue, publish).tick()));
    expect(sent.toSorted()).toEqual(ids.toSorted());
  });

  test("SRS §13 queue failure: while the other side is down the row stays and is sent again, under the same id", async () => {
    const id = await add();
    const publish = vi.fn<(events: readonly { id: string }[]) => Promise<void>>(async () => undefined);
    publish.mockRejectedValueOnce(new Error("unreachable"));
    const relay = new Relay(catalogue, publish);
    await expect(relay.tick()).rejects.toThrow("unreachable");
    expect(await row(id)).toMatchObject({ status: "queued", publishedOn: null });
    expect(await relay.tick()).toBe(0);
    await change(id, { promisedUntil: new Date(0) });
    expect(await relay.tick()).toBe(1);
    expect(publish.mock.calls.map(([[event]]) => event?.id)).toEqual([id, id]);
    expect(await row(id)).toMatchObject({ publishedOn: expect.any(Date) });
  });

  test("a relay that dies between sending and writing that down sends twice; the job runs once", async () => {
    const id = await add();
    await turn();
    await change(id, { publishedOn: null, status: "queued", runId: null });
    await drain();
    expect(work).toHaveBeenCalledOnce();
  });
});

describe("steps", () => {
  test("a finished step is not repeated; each has its own attempts", async () => {
    const id = await add();
    const done: string[] = [];
    work.mockImplementation(async (_given, { step, attempt }) => {
      const first = await step("first", async () => {
        done.push("first");
        return { at: done.length };
      });
      await step("second", async () => {
        done.push(`second ${attempt}`);
        if (attempt < 3) {
          throw new Error("not yet");
        }
      });
      done.push(`end ${first.at}`);
    });
    await drain();
    expect(done).toEqual(["first", "second 1", "second 2", "second 3", "end 1"]);
    expect((await row(id)).tries.map(({ step, attempt, outcome }) => [step, attempt, outcome])).toEqual([
      ["first", 1, "succeeded"],
      ["second", 1, "failed"],
      ["second", 2, "failed"],
      ["second", 3, "succeeded"],
      [null, 1, "succeeded"],
    ]);
  });

  test("a step that fails for good can be caught; uncaught it fails the job", async () => {
    const [caught, uncaught] = [await add(), await add({}, cleaning)];
    work.mockImplementation(async (_given, { step, jobId }) => {
      const failing = step("failing", () => Promise.reject(new PermanentFailure("no")));
      await (jobId === caught ? failing.catch(() => undefined) : failing);
      await step("after", async () => undefined);
    });
    await drain();
    expect((await row(caught)).tries.map(({ step, outcome }) => [step, outcome])).toEqual([
      ["failing", "failed"],
      ["after", "succeeded"],
      [null, "succeeded"],
    ]);
    expect(await row(uncaught)).toMatchObject({
      status: "failed",
      attempts: 1,
      lastError: "PermanentFailure: no",
      tries: [{ step: "failing" }],
    });
  });
});

describe("the process", () => {
  test("stopping gives jobs under way back at once and for free", async () => {
    const id = await add();
    const started = Promise.withResolvers<void>();
    work.mockImplementationOnce(() => {
      started.resolve();
      return new Promise(() => undefined);
    });
    const { relay, runner } = await localJobs(catalogue);
    relay.start();
    runner.start();
    await started.promise;
    await Promise.all([relay.stop(), runner.stop()]);
    expect(await read((db) => db.functionRun.findMany())).toMatchObject([
      { attempt: 0, leasedUntil: null, status: "queued" },
    ]);
    expect((await row(id)).tries).toEqual([]);
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("a job that is being taken up while the process is told to stop is given back too", async () => {
    const id = await add();
    const { relay, runner } = await localJobs(catalogue);
    await relay.tick();
    work.mockImplementationOnce(() => new Promise(() => undefined));
    const taken = runner.tick();
    await runner.stop();
    await taken;
    await runner.settled();
    expect(await read((db) => db.functionRun.findMany())).toMatchObject([
      { attempt: 0, leasedUntil: null, status: "queued" },
    ]);
    expect(work).not.toHaveBeenCalled();
    work.mockReset();
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("the loops work off more jobs than there is room for", async () => {
    await Promise.all(Array.from({ length: 30 }, () => add()));
    const { relay, runner } = await localJobs(catalogue);
    relay.start();
    runner.start();
    await expect.poll(() => read((db) => db.job.count({ where: { status: "succeeded" } })), { timeout: 5000 }).toBe(30);
    await Promise.all([relay.stop(), runner.stop()]);
  });
});
