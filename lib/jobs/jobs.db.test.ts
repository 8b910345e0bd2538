import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type EnqueueOptions, enqueue } from "./enqueue.ts";
import { execute, runJobById } from "./execute.ts";
import { catalogueOf, type JobContext, job } from "./job.ts";
import { claimDue, reclaimExpired } from "./queue.ts";
import { type Dispatch, JobRunner } from "./runner.ts";

const work = vi.fn<(payload: { n: number }, context: JobContext) => Promise<void>>();
const payload = z.strictObject({ n: z.int() });
const halting = job({
  kind: "test.halting",
  payload,
  halts: "with-tenant",
  run: (given, context) => work(given, context),
});
const cleaning = job({ kind: "test.cleaning", payload, halts: "never", run: (given, context) => work(given, context) });
const catalogue = catalogueOf([halting, cleaning]);

const add = async (options: EnqueueOptions = {}, kind = halting): Promise<string> =>
  (await transaction((tx) => enqueue(tx, kind, { n: 1 }, options))) ?? "";
const row = (id: string) => read((db) => db.job.findUniqueOrThrow({ where: { id } }));
const change = (id: string, data: object) => read((db) => db.job.update({ where: { id }, data }));
const tenant = async (data: object = {}): Promise<string> => {
  const id = randomUUID();
  await read((db) =>
    db.tenant.create({
      data: { id, code: id.slice(0, 13).toUpperCase(), name: "Acme", timezone: "UTC", currency: "USD", ...data },
    }),
  );
  return id;
};
const turn = async (runner = new JobRunner(catalogue)): Promise<number> => {
  const taken = await runner.tick();
  await runner.settled();
  return taken;
};
const NOBODY = { stopping: new AbortController().signal };

beforeAll(() => {
  process.env["JOB_RETRY_BASE_MS"] = "40";
  resetEnv();
});
afterEach(async () => {
  work.mockReset();
  await read((db) => db.job.deleteMany());
});

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

  test("runs when due, not before", async () => {
    await add({ runAt: new Date(Date.now() + 60_000) });
    expect(await turn()).toBe(0);
    const id = await add();
    expect(await turn()).toBe(1);
    expect(work).toHaveBeenCalledExactlyOnceWith({ n: 1 }, expect.objectContaining({ jobId: id, attempt: 1 }));
    expect(await row(id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      lease: null,
      leaseUntil: null,
      finishedOn: expect.any(Date),
    });
  });

  test("a kind that this process does not know is left to others", async () => {
    const id = await add();
    await change(id, { kind: "of.another.release" });
    expect(await turn()).toBe(0);
    expect(await row(id)).toMatchObject({ status: "queued" });
  });
});

describe("SRS §10.5 retries", () => {
  test("four attempts with growing delays, then the dead letter", async () => {
    const id = await add();
    work.mockRejectedValue(new Error("Bearer abc refused"));
    const delays: number[] = [];
    for (const attempt of [1, 2, 3]) {
      expect(await turn()).toBe(1);
      const failed = await row(id);
      expect(failed).toMatchObject({
        status: "queued",
        attempts: attempt,
        lastError: "Error: Bearer *** refused",
        lease: null,
        finishedOn: null,
      });
      delays.push(failed.runAt.getTime() - Date.now());
      expect(await turn()).toBe(0);
      await change(id, { runAt: new Date(0) });
    }
    expect(delays[2]).toBeGreaterThan(100);
    expect(await turn()).toBe(1);
    expect(await row(id)).toMatchObject({ status: "failed", attempts: 4, finishedOn: expect.any(Date) });
    expect(work.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3, 4]);
    await change(id, { runAt: new Date(0) });
    expect(await turn()).toBe(0);
  });

  test("an unreadable payload is a dead letter at once", async () => {
    const id = await add();
    await change(id, { payload: { n: "one" } });
    await turn();
    expect(await row(id)).toMatchObject({ status: "failed", attempts: 1 });
    expect(work).not.toHaveBeenCalled();
  });

  test("an attempt past its time limit is aborted and counts", async () => {
    const id = await add();
    const aborted = Promise.withResolvers<void>();
    work.mockImplementation(
      (_given, { signal }) => new Promise(() => signal.addEventListener("abort", () => aborted.resolve())),
    );
    const [claimed] = await claimDue(catalogue, 1);
    expect(claimed && (await execute(claimed, catalogue, { ...NOBODY, timeLimitMs: 50 }))).toBe("retrying");
    await aborted.promise;
    expect(await row(id)).toMatchObject({
      status: "queued",
      attempts: 1,
      lastError: expect.stringContaining("timeout"),
    });
  });
});

describe("leases", () => {
  test("16 processes at once take each job once", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => add()));
    const claims = await Promise.all(Array.from({ length: 16 }, () => claimDue(catalogue, 4)));
    expect(
      claims
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.toSorted());
  });

  test("a job of a dead process is taken back, at the cost of an attempt; its late result is refused", async () => {
    const id = await add();
    const [claimed] = await claimDue(catalogue, 1);
    expect(await reclaimExpired(0)).toEqual([]);
    await change(id, { leaseUntil: new Date(0) });
    expect(await reclaimExpired(0)).toEqual([{ id, kind: "test.halting", status: "queued" }]);
    expect(await turn()).toBe(1);
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 2 });
    work.mockRejectedValue(new Error("late"));
    expect(claimed && (await execute(claimed, catalogue, NOBODY))).toBe("lost");
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 2 });
  });

  test("a job that kills its process four times is a dead letter", async () => {
    const id = await add();
    await change(id, { status: "running", attempts: 4, lease: randomUUID(), leaseUntil: new Date(0) });
    expect(await reclaimExpired(0)).toMatchObject([{ id, status: "failed" }]);
    expect(await row(id)).toMatchObject({ status: "failed", finishedOn: expect.any(Date) });
  });

  test("stopping gives jobs under way back at once and for free", async () => {
    const id = await add();
    const started = Promise.withResolvers<void>();
    work.mockImplementation(() => {
      started.resolve();
      return new Promise(() => undefined);
    });
    const runner = new JobRunner(catalogue);
    runner.start();
    await started.promise;
    await runner.stop();
    expect(await row(id)).toMatchObject({ status: "queued", attempts: 0, lease: null });
  });

  test("the loop works off more jobs than it has room for", async () => {
    await Promise.all(Array.from({ length: 30 }, () => add()));
    const runner = new JobRunner(catalogue);
    runner.start();
    await expect.poll(() => read((db) => db.job.count({ where: { status: "succeeded" } })), { timeout: 3000 }).toBe(30);
    await runner.stop();
  });
});

describe("SRS §6.5 background jobs halted, except audit and cleanup", () => {
  test.each([{ isActive: false }, { deletedOn: new Date() }])(
    "a tenant with %j holds its jobs until it returns",
    async (state) => {
      const tenantId = await tenant(state);
      const [held, cleanup] = [await add({ tenantId }), await add({ tenantId }, cleaning)];
      expect(await turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "queued", attempts: 0 });
      expect(await row(cleanup)).toMatchObject({ status: "succeeded" });
      await read((db) => db.tenant.update({ where: { id: tenantId }, data: { isActive: true, deletedOn: null } }));
      expect(await turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "succeeded" });
    },
  );

  test("decisions §5: a job in flight stops at its next step, and runs again on activation without having lost an attempt", async () => {
    const tenantId = await tenant();
    const id = await add({ tenantId });
    let steps = 0;
    work.mockImplementationOnce(async (_given, { checkpoint }) => {
      await checkpoint();
      steps += 1;
      await read((db) => db.tenant.update({ where: { id: tenantId }, data: { isActive: false } }));
      await checkpoint();
      steps += 1;
    });
    await turn();
    expect(steps).toBe(1);
    expect(await row(id)).toMatchObject({ status: "queued", attempts: 0, lease: null });
    await read((db) => db.tenant.update({ where: { id: tenantId }, data: { isActive: true } }));
    await turn();
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });
});

describe("an executor outside the process", () => {
  test("is given each due job once; its call runs the job, a second call does not", async () => {
    const [id] = [await add(), await add({ runAt: new Date(Date.now() + 60_000) })];
    const dispatch = vi.fn<Dispatch>(async () => undefined);
    const runner = new JobRunner(catalogue, dispatch);
    await runner.tick();
    await runner.tick();
    expect(dispatch).toHaveBeenCalledExactlyOnceWith([{ id, attempt: 1, lease: expect.any(String) }]);
    expect(work).not.toHaveBeenCalled();
    expect(
      await Promise.all([runJobById(catalogue, id), runJobById(catalogue, id)]).then((outcomes) => outcomes.sort()),
    ).toEqual(["skipped", "succeeded"]);
    expect(await runJobById(catalogue, randomUUID())).toBe("skipped");
  });

  test("a failed attempt is dispatched again as the next attempt when due", async () => {
    const id = await add();
    const dispatch = vi.fn<Dispatch>(async () => undefined);
    const runner = new JobRunner(catalogue, dispatch);
    await runner.tick();
    work.mockRejectedValueOnce(new Error("no"));
    expect(await runJobById(catalogue, id)).toBe("retrying");
    await change(id, { runAt: new Date(0) });
    await runner.tick();
    expect(dispatch.mock.calls.map(([[sent]]) => sent?.attempt)).toEqual([1, 2]);
  });

  test("SRS §13 queue failure: the row persists and is sent again; a lost callback is, too", async () => {
    const id = await add();
    const dispatch = vi.fn<Dispatch>(async () => undefined).mockRejectedValueOnce(new Error("unreachable"));
    const runner = new JobRunner(catalogue, dispatch);
    await expect(runner.tick()).rejects.toThrow("unreachable");
    expect(await row(id)).toMatchObject({ status: "queued", attempts: 0 });
    expect(await runner.tick()).toBe(0);
    for (const nth of [2, 3]) {
      await change(id, { leaseUntil: new Date(0) });
      expect(await runner.tick()).toBe(1);
      expect(dispatch).toHaveBeenCalledTimes(nth);
    }
    expect(new Set(dispatch.mock.calls.map(([[sent]]) => sent?.lease)).size).toBe(3);
  });
});
