import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type LocalJobs, localJobs } from "../testing/jobs.ts";
import { createTenantRow as tenantRow } from "../testing/people.ts";
import { type EnqueueOptions, enqueue } from "./enqueue.ts";
import { catalogueOf, type JobContext, job } from "./job.ts";
import { Relay } from "./relay.ts";

const work = vi.fn<(payload: { n: number }, context: JobContext) => Promise<void>>();
const payload = z.strictObject({ n: z.int() });
const run = (given: { n: number }, context: JobContext) => work(given, context);
const halting = job({ kind: "test.halting", payload, halts: "with-tenant", run });
const cleaning = job({ kind: "test.cleaning", payload, halts: "never", run });
const hasty = job({ kind: "test.hasty", payload, halts: "never", timeLimitMs: 50, run });
const onFailure = vi.fn(async () => undefined);
const subject = ({ n }: { n: number }) => ({ entityType: "rule", entityId: String(n), ruleId: RULE_ID }) as const;
const ruled = job({
  kind: "test.ruled",
  payload,
  halts: "never",
  subject,
  failurePriority: "critical",
  onFailure,
  run,
});
const RULE_ID = randomUUID();
const catalogue = catalogueOf([halting, cleaning, hasty, ruled]);

const add = async (options: EnqueueOptions = {}, kind = halting): Promise<string> =>
  (await transaction((tx) => enqueue(tx, kind, { n: 1 }, options))) ?? "";
const row = (id: string) =>
  read((db) =>
    db.job.findUniqueOrThrow({ where: { id }, include: { tries: { orderBy: { id: "asc" } }, deadLetter: true } }),
  );
const change = (id: string, data: object) => read((db) => db.job.update({ where: { id }, data }));

let jobs: LocalJobs;
/** Runs what is due, and what comes due until nothing has for a while. */
async function drain(): Promise<void> {
  for (let idle = 0; idle < 40; idle += 1) {
    if ((await jobs.turn()) > 0) {
      idle = 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeAll(async () => {
  process.env["JOB_RETRY_BASE_MS"] = "20";
  resetEnv();
  jobs = await localJobs(catalogue);
});
afterEach(async () => {
  work.mockReset();
  onFailure.mockClear();
  await read(async (db) => {
    await db.job.deleteMany();
    await db.functionRun.deleteMany();
    await db.alert.deleteMany();
  });
});

describe("SRS §6.5 background jobs halted, except audit and cleanup", () => {
  test.each([{ isActive: false }, { deletedOn: new Date() }])(
    "a tenant with %j holds its jobs until it returns",
    async (state) => {
      const tenantId = await tenantRow(state);
      const [held, cleanup] = [await add({ tenantId }), await add({ tenantId }, cleaning)];
      expect(await jobs.turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "queued", attempts: 0, publishedOn: null });
      expect(await row(cleanup)).toMatchObject({ status: "succeeded" });
      await read((db) => db.tenant.update({ where: { id: tenantId }, data: { isActive: true, deletedOn: null } }));
      expect(await jobs.turn()).toBe(1);
      expect(await row(held)).toMatchObject({ status: "succeeded" });
    },
  );

  const setActive = (id: string, isActive: boolean) =>
    read((db) => db.tenant.update({ where: { id }, data: { isActive } }));

  test("decisions §5: a job in flight stops at its next step and goes on after it on activation, as often as need be", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    const done: string[] = [];
    work.mockImplementation(async (_given, { step }) => {
      for (const name of ["one", "two", "three"]) {
        await step(name, async () => {
          done.push(name);
          await setActive(tenantId, name === "three");
        });
      }
    });
    for (const [nth, name] of ["one", "two"].entries()) {
      await drain();
      expect(done.at(-1)).toBe(name);
      expect(await row(id)).toMatchObject({ status: "held", holds: nth + 1 });
      await setActive(tenantId, true);
    }
    await drain();
    expect(done).toEqual(["one", "two", "three"]);
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1, holds: 2 });
  });

  test("decisions §5: one without steps stops where it asks, and runs again on activation without having lost an attempt", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    let pieces = 0;
    work.mockImplementationOnce(async (_given, { checkpoint }) => {
      await checkpoint();
      pieces += 1;
      await setActive(tenantId, false);
      await checkpoint();
      pieces += 1;
    });
    await drain();
    expect(pieces).toBe(1);
    expect(await row(id)).toMatchObject({ status: "held", tries: [] });
    await setActive(tenantId, true);
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded", attempts: 1 });
  });

  test("a call to go on that came before the run was waiting is made again", async () => {
    const tenantId = await tenantRow();
    const id = await add({ tenantId });
    work.mockImplementationOnce(async (_given, { checkpoint }) => {
      await setActive(tenantId, false);
      await checkpoint();
    });
    await jobs.turn();
    await setActive(tenantId, true);
    // The first call is lost.
    await new Relay(catalogue, async () => undefined).tick();
    expect(await jobs.turn()).toBe(0);
    await change(id, { promisedUntil: new Date(0) });
    await drain();
    expect(await row(id)).toMatchObject({ status: "succeeded" });
  });
});
