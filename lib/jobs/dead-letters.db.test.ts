import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { type LocalJobs, localJobs } from "../testing/jobs.ts";
import { createTenantRow } from "../testing/people.ts";
import { enqueue } from "./enqueue.ts";
import { PermanentFailure } from "./failure.ts";
import { catalogueOf, job } from "./job.ts";
import type { DeadLetter, JobDetail, Queues } from "./schema.ts";

// decisions §5 jobs, §9 Dead letter: what the API shows of background work, and what operators may decide.

interface List<T> {
  readonly items: readonly T[];
  readonly totalItems: number;
}

const work = vi.fn<() => Promise<void>>();
const letters = job({ kind: "test.letters", payload: z.strictObject({}), halts: "never", run: () => work() });
let jobs: LocalJobs;
let admin: SignedIn;

beforeAll(async () => {
  jobs = await localJobs(catalogueOf([letters]));
  admin = await as("SuperAdmin");
});

const drain = async () => {
  while ((await jobs.turn()) > 0) {
    // There may be more.
  }
};
/** A job that has failed for good with the error; its dead letter. */
async function dead(error: string, tenantId?: string): Promise<DeadLetter> {
  work.mockRejectedValue(new PermanentFailure(error));
  const jobId = await transaction((tx) => enqueue(tx, letters, {}, tenantId === undefined ? {} : { tenantId }));
  await drain();
  work.mockReset();
  const { response } = await admin.client.get<List<DeadLetter>>(`/super-admin/dead-letters?pageSize=100`);
  const found = response.items.find((item) => item.jobId === jobId);
  if (!found) {
    throw new Error("no dead letter");
  }
  return found;
}
const shown = async (id: string) => (await admin.client.get<DeadLetter>(`/super-admin/dead-letters/${id}`)).response;
const retry = (id: string, query = "", headers?: Record<string, string>) =>
  admin.client.post<DeadLetter>(`/super-admin/dead-letters/${id}/retry${query}`, undefined, headers);
const actionsOf = (entityId: string) =>
  read((db) => db.auditEvent.findMany({ where: { entityId }, orderBy: { sequence: "asc" } })).then((rows) =>
    rows.map(({ action }) => action),
  );

describe("decisions §9 dead letter", () => {
  test("has the wire shape; its job shows attempts and errors", async () => {
    const entry = await dead("wire shape");
    expect(entry).toMatchObject({
      kind: "test.letters",
      status: "open",
      attempts: 1,
      lastError: "PermanentFailure: wire shape",
      entityType: null,
      entityId: null,
      tenantId: null,
    });
    const { response } = await admin.client.get<JobDetail>(`/super-admin/jobs/${entry.jobId}`);
    expect(response).toMatchObject({
      status: "failed",
      deadLetterId: entry.deadLetterId,
      tries: [{ step: null, attempt: 1, outcome: "failed", error: "PermanentFailure: wire shape" }],
    });
  });

  test("a retry that succeeds stays retried and is audited; a second one is 409", async () => {
    const { deadLetterId, jobId } = await dead("once");
    const answer = await retry(deadLetterId);
    expect([answer.status, answer.response.status]).toEqual([202, "retried"]);
    expect((await retry(deadLetterId)).status).toBe(409);
    await drain();
    expect((await admin.client.get<JobDetail>(`/super-admin/jobs/${jobId}`)).response.status).toBe("succeeded");
    expect((await shown(deadLetterId)).status).toBe("retried");
    expect(await actionsOf(jobId)).toContain("DEAD_LETTER_RETRIED");
  });

  test("an entry whose retry fails comes back open", async () => {
    const { deadLetterId } = await dead("stubborn");
    await retry(deadLetterId);
    work.mockRejectedValue(new PermanentFailure("still"));
    await drain();
    work.mockReset();
    expect(await shown(deadLetterId)).toMatchObject({ status: "open", lastError: "PermanentFailure: still" });
  });

  test("of 16 who retry at once one does", async () => {
    const { deadLetterId } = await dead("crowd");
    const answers = await Promise.all(Array.from({ length: 16 }, () => retry(deadLetterId)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    await drain();
  });

  test("a dry run changes nothing", async () => {
    const { deadLetterId } = await dead("rehearsed");
    expect((await retry(deadLetterId, "?dryRun=true")).status).toBe(200);
    expect((await shown(deadLetterId)).status).toBe("open");
  });

  test("discarding needs a reason, is audited, and is final", async () => {
    const { deadLetterId, jobId } = await dead("unwanted");
    const remove = (body?: object) => admin.client.del<DeadLetter>(`/super-admin/dead-letters/${deadLetterId}`, body);
    expect((await remove({})).status).toBe(400);
    expect((await remove({ reason: "No longer needed" })).response).toMatchObject({
      status: "discarded",
      reason: "No longer needed",
    });
    expect((await remove({ reason: "No longer needed" })).status).toBe(409);
    expect(await actionsOf(jobId)).toContain("DEAD_LETTER_DISCARDED");
  });

  test("the alert is over with its last open entry", async () => {
    const tenantId = await createTenantRow();
    const [one, two] = [await dead("alerted", tenantId), await dead("alerted", tenantId)];
    const alert = () => read((db) => db.alert.findFirstOrThrow({ where: { tenantId } }));
    expect(await alert()).toMatchObject({ status: "open", occurrences: 2 });
    await retry(one.deadLetterId);
    expect(await alert()).toMatchObject({ status: "open" });
    await retry(two.deadLetterId);
    expect(await alert()).toMatchObject({ status: "resolved", resolvedOn: expect.any(Date) });
    await drain();
  });
});

describe("retry by filter", () => {
  const many = (body: object, query = "") =>
    admin.client.post<{ retried: number; cascade?: { deadLetters: number } }>(
      `/super-admin/dead-letters/retry${query}`,
      body,
    );

  test("the count before is the count after; what does not match stays", async () => {
    const tenantId = await createTenantRow();
    const matching = [await dead("Flood A", tenantId), await dead("flood b", tenantId)];
    const other = await dead("drought", tenantId);
    const filter = { tenantId, error: "FLOOD" };
    expect((await many(filter, "?dryRun=true")).response.cascade).toEqual({ deadLetters: 2 });
    expect((await shown(matching[0]?.deadLetterId ?? "")).status).toBe("open");
    expect((await many(filter)).response.retried).toBe(2);
    expect((await shown(other.deadLetterId)).status).toBe("open");
    expect((await many({ tenantId, dateFrom: "2999-01-01" })).response.retried).toBe(0);
    await drain();
  });

  test.each([{}, { kind: "" }, { error: "ab" }, { unknown: 1 }])("%j is 400", async (body) => {
    expect((await many(body)).status).toBe(400);
  });
});

describe("what is seen", () => {
  test("queues tell depth and age", async () => {
    await transaction((tx) => enqueue(tx, letters, {}, { runAt: new Date(Date.now() - 5000) }));
    await transaction((tx) => enqueue(tx, letters, {}, { runAt: new Date(Date.now() + 60_000) }));
    const { response } = await admin.client.get<Queues>("/super-admin/jobs/queues");
    const own = response.queues.find(({ kind }) => kind === "test.letters");
    expect(own).toMatchObject({ queued: 1, scheduled: 1, running: 0 });
    expect(own?.ageSeconds).toBeGreaterThan(4);
    await drain();
  });

  test("filters choose; an Auditor reads and does not decide; others are 403", async () => {
    const tenantId = await createTenantRow();
    const { deadLetterId } = await dead("for the auditor", tenantId);
    const auditor = await as("Auditor");
    const list = await auditor.client.get<List<DeadLetter>>(`/admin/dead-letters?tenantId=${tenantId}&status=open`);
    expect([list.status, list.response.totalItems]).toEqual([200, 1]);
    const failed = await auditor.client.get<List<JobDetail>>(`/admin/jobs?status=failed&tenantId=${tenantId}`);
    expect(failed.response.totalItems).toBe(1);
    const alerts = await auditor.client.get<List<unknown>>(`/admin/alerts?tenantId=${tenantId}`);
    expect(alerts.response.totalItems).toBe(1);
    expect((await auditor.client.post(`/admin/dead-letters/${deadLetterId}/retry`)).status).toBe(403);
    expect((await auditor.client.get("/super-admin/jobs")).status).toBe(403);
    for (const role of ["PoolAdmin", "Support"] as const) {
      expect((await (await as(role)).client.get("/admin/jobs")).status).toBe(403);
    }
  });

  test("an Auditor of some tenants sees theirs alone; the rest is 404", async () => {
    const [own, foreign] = [await createTenantRow(), await createTenantRow()];
    const [mine, theirs] = [await dead("scoped", own), await dead("scoped", foreign)];
    const auditor = await as("Auditor", { tenantIds: [own] });
    const { response } = await auditor.client.get<List<DeadLetter>>("/admin/dead-letters");
    expect(response.items.map(({ deadLetterId }) => deadLetterId)).toEqual([mine.deadLetterId]);
    expect((await auditor.client.get(`/admin/dead-letters/${theirs.deadLetterId}`)).status).toBe(404);
    expect((await auditor.client.get(`/admin/jobs/${theirs.jobId}`)).status).toBe(404);
  });
});
