import { describe, expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { rerun } from "../testing/jobs.ts";
import { jobsUnderTest } from "../testing/jobs-under-test.ts";
import { PermanentFailure, RetryLater } from "./failure.ts";

const { work, onFailure, cleaning, hasty, ruled, ruleId, drain, add, row, change } = jobsUnderTest();
const alertsOf = (kind: string) => read((db) => db.alert.findMany({ where: { dedupeKey: { contains: kind } } }));

describe("SRS §10.5 retry: at most 3, exponential back-off, then the dead letter", () => {
  test("four attempts with growing delays; then dead letter, alert and audit row", async () => {
    const id = await add({}, ruled);
    const at: number[] = [];
    work.mockImplementation(async () => {
      at.push(Date.now());
      throw new Error("Bearer abc refused");
    });
    await drain();
    expect(work.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3, 4]);
    const delays = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(delays[0]).toBeGreaterThanOrEqual(19);
    expect(delays[2]).toBeGreaterThanOrEqual(79);
    const error = "Error: Bearer *** refused";
    expect(await row(id)).toMatchObject({
      status: "failed",
      attempts: 4,
      lastError: error,
      finishedOn: expect.any(Date),
      tries: [1, 2, 3, 4].map((attempt) => ({ attempt, outcome: "failed", error })),
      deadLetter: {
        status: "open",
        kind: "test.ruled",
        attempts: 4,
        lastError: error,
        ruleId: ruleId,
        entityType: "rule",
      },
    });
    expect(await alertsOf("test.ruled")).toMatchObject([
      { type: "job_failed", priority: "critical", status: "open", entityType: "job", entityId: id, occurrences: 1 },
    ]);
    const audited = await read((db) => db.auditEvent.findMany({ where: { entityId: id } }));
    expect(audited).toMatchObject([
      { action: "DEAD_LETTER_CREATED", outcome: "failure", actorId: null, actorRole: "system" },
    ]);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(expect.anything(), { n: 1 }, { jobId: id, error });
  });

  test("one that recovers leaves no dead letter", async () => {
    const id = await add();
    work.mockRejectedValueOnce(new Error("not yet"));
    await drain();
    expect(await row(id)).toMatchObject({
      status: "succeeded",
      attempts: 2,
      lastError: null,
      deadLetter: null,
      tries: [{ outcome: "failed" }, { outcome: "succeeded" }],
    });
  });

  test("what cannot be helped by trying again is a dead letter at once", async () => {
    const [unreadable, permanent] = [await add(), await add({}, cleaning)];
    await change(unreadable, { payload: { n: "one" } });
    work.mockRejectedValue(new PermanentFailure("gone for good"));
    await drain();
    expect(work).toHaveBeenCalledOnce();
    expect(await row(unreadable)).toMatchObject({ status: "failed", attempts: 1, deadLetter: { status: "open" } });
    expect(await row(permanent)).toMatchObject({ deadLetter: { lastError: "PermanentFailure: gone for good" } });
  });

  test("a retry that the other side asked for later happens later", async () => {
    const id = await add();
    work.mockRejectedValueOnce(new RetryLater("busy", 60_000));
    await drain();
    expect(work).toHaveBeenCalledOnce();
    const [parked] = await read((db) => db.functionRun.findMany());
    expect((parked?.nextOn.getTime() ?? 0) - Date.now()).toBeGreaterThan(50_000);
    expect(await row(id)).toMatchObject({ status: "queued", lastError: "RetryLater: busy" });
  });

  test("an attempt past its time limit is aborted and counts", async () => {
    const id = await add({}, hasty);
    const aborted = Promise.withResolvers<void>();
    work.mockImplementationOnce(
      (_given, { signal }) => new Promise(() => signal.addEventListener("abort", () => aborted.resolve())),
    );
    await drain();
    await aborted.promise;
    expect(await row(id)).toMatchObject({
      status: "succeeded",
      attempts: 2,
      tries: [{ error: expect.stringContaining("50 ms") }, {}],
    });
  });

  test("many failures of one kind are one open alert that counts", async () => {
    work.mockRejectedValue(new PermanentFailure("no"));
    await Promise.all(Array.from({ length: 5 }, () => add()));
    await drain();
    expect(await read((db) => db.deadLetter.count({ where: { status: "open" } }))).toBe(5);
    expect(await alertsOf("test.halting")).toMatchObject([{ occurrences: 5, priority: "high" }]);
  });

  test("an entry whose retry fails comes back open, as itself", async () => {
    const id = await add();
    work.mockRejectedValue(new PermanentFailure("no"));
    await drain();
    const { deadLetter: first } = await row(id);
    await read((db) => db.deadLetter.updateMany({ data: { status: "retried", resolvedOn: new Date() } }));
    await rerun(id);
    work.mockRejectedValue(new PermanentFailure("still no"));
    await drain();
    expect(await row(id)).toMatchObject({
      generation: 1,
      deadLetter: { id: first?.id, status: "open", resolvedOn: null, lastError: "PermanentFailure: still no" },
    });
    await rerun(id);
    work.mockReset();
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded", generation: 2 });
  });
});
