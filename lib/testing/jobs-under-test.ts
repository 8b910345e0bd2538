import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, vi } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { resetEnv } from "../env.ts";
import { type EnqueueOptions, enqueue } from "../jobs/enqueue.ts";
import { catalogueOf, type JobContext, job } from "../jobs/job.ts";
import { type LocalJobs, localJobs } from "./jobs.ts";

const payload = z.strictObject({ n: z.int() });
const RULE_ID = randomUUID();

/** Jobs that do what a test tells them, on a runner that it advances by hand; what a test leaves behind is removed after it. */
export function jobsUnderTest() {
  const work = vi.fn<(payload: { n: number }, context: JobContext) => Promise<void>>();
  const run = (given: { n: number }, context: JobContext) => work(given, context);
  const onFailure = vi.fn(async () => undefined);
  const halting = job({ kind: "test.halting", payload, halts: "with-tenant", run });
  const cleaning = job({ kind: "test.cleaning", payload, halts: "never", run });
  const hasty = job({ kind: "test.hasty", payload, halts: "never", timeLimitMs: 50, run });
  const ruled = job({
    kind: "test.ruled",
    payload,
    halts: "never",
    subject: ({ n }) => ({ entityType: "rule", entityId: String(n), ruleId: RULE_ID }),
    failurePriority: "critical",
    onFailure,
    run,
  });
  const catalogue = catalogueOf([halting, cleaning, hasty, ruled]);
  let local: LocalJobs;
  beforeAll(async () => {
    process.env["JOB_RETRY_BASE_MS"] = "20";
    resetEnv();
    local = await localJobs(catalogue);
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
  const turn = () => local.turn();
  return {
    ...{ work, onFailure, halting, cleaning, hasty, ruled, catalogue, ruleId: RULE_ID },
    turn,
    /** Runs what is due, and what comes due until nothing has for a while. */
    async drain(): Promise<void> {
      for (let idle = 0; idle < 40; idle += 1) {
        if ((await turn()) > 0) {
          idle = 0;
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    add: async (options: EnqueueOptions = {}, kind = halting): Promise<string> =>
      (await transaction((tx) => enqueue(tx, kind, { n: 1 }, options))) ?? "",
    row: (id: string) =>
      read((db) =>
        db.job.findUniqueOrThrow({ where: { id }, include: { tries: { orderBy: { id: "asc" } }, deadLetter: true } }),
      ),
    change: (id: string, data: object) => read((db) => db.job.update({ where: { id }, data })),
  };
}
