import { z } from "zod";
import { accessOfUser } from "../auth/access.ts";
import { clock } from "../core/clock.ts";
import { Id } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { read, transaction } from "../db/transaction.ts";
import { enqueue, type JobContext, job } from "../jobs/index.ts";
import type { Job } from "../jobs/job.ts";
import { can } from "../operation/authorize.ts";
import type { Caller } from "../operation/operation.ts";
import { ACTS } from "./acts.ts";
import { finish, giveUp, stop } from "./end.ts";
import { RUNNING_COLUMNS, type RunningBulk, recount } from "./progress.ts";
import { actOnRow } from "./row.ts";

/** Rows taken up between two looks at whether to go on. */
const BATCH = 200;
/** Rows at a time: enough to keep the database busy, few enough to leave connections to those who wait for an answer. */
const WORKERS = 6;
/** After this a part ends and asks for the next one, well within the time that a job may take. */
const PART_MS = 20_000;
const RECOUNT_MS = 1000;

const Payload = z.strictObject({ bulkId: Id, part: z.int() });

/**
 * Acts on the rows that are left, in the name of who started it. Whatever ends it — a crash, a retry, the end of its part — the next
 * run goes on with the rows that have no outcome yet: a row's outcome commits with its effect.
 */
export const runBulk: Job<typeof Payload> = job({
  kind: "bulk.run",
  payload: Payload,
  halts: "never",
  // Two at once, so that a flock of them leaves the database to those who wait for an answer.
  concurrency: { limit: 2 },
  subject: ({ bulkId }) => ({ entityType: "bulkOperation", entityId: bulkId }),
  onFailure: (tx, { bulkId }) => giveUp(tx, bulkId),
  async run({ bulkId, part }, context) {
    const bulk = await begin(bulkId);
    if (!bulk) {
      return;
    }
    const left = await work(bulk, context);
    if (left === "none") {
      await finish(bulk);
    } else if (left === "forbidden") {
      await stop(bulk, "Who started it may no longer do this");
    } else {
      await transaction((tx) =>
        enqueue(tx, runBulk, { bulkId, part: part + 1 }, { dedupeKey: `bulk:${bulkId}:${part + 1}` }),
      );
    }
  },
});

async function begin(bulkId: string): Promise<RunningBulk | null> {
  const now = clock.now();
  const [bulk] = await read(
    (db) => db.$queryRaw<RunningBulk[]>`
    UPDATE bulk_operations b SET status = 'running', started_on = coalesce(b.started_on, ${now}), updated_on = ${now}
    WHERE b.id = ${bulkId}::uuid AND b.status IN ('queued', 'running') RETURNING ${RUNNING_COLUMNS}`,
  );
  return bulk ?? null;
}

/** `none` when every row has its outcome, `forbidden` when the starter lost the right to it, `some` at the end of the part. */
async function work(bulk: RunningBulk, { checkpoint, signal }: JobContext): Promise<"none" | "some" | "forbidden"> {
  const startedAt = performance.now();
  let countedAt = startedAt;
  while (performance.now() - startedAt < PART_MS) {
    await checkpoint();
    const ids = await read((db) => pendingOf(db, bulk.id));
    if (ids.length === 0) {
      return "none";
    }
    if (!(await inTheirName(bulk, ids, signal))) {
      return "forbidden";
    }
    if (performance.now() - countedAt >= RECOUNT_MS) {
      countedAt = performance.now();
      await read((db) => recount(db, bulk.id, clock.now()));
    }
  }
  return "some";
}

async function pendingOf(db: Db, bulkId: string): Promise<string[]> {
  const rows = await db.bulkItem.findMany({
    where: { bulkId, outcome: "pending" },
    orderBy: { entityId: "asc" },
    take: BATCH,
    select: { entityId: true },
  });
  return rows.map(({ entityId }) => entityId);
}

/** Acts on the rows, several at a time. False as soon as the starter may not: their rights are asked for at each row. */
async function inTheirName(bulk: RunningBulk, ids: readonly string[], signal: AbortSignal): Promise<boolean> {
  const queue = [...ids];
  let isAllowed = true;
  const worker = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined && isAllowed && !signal.aborted; id = queue.pop()) {
      const caller = await callerOf(bulk);
      isAllowed &&= caller !== null;
      if (caller) {
        await actOnRow(bulk, caller, id);
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: WORKERS }, worker));
  const failure = ended.find((result) => result.status === "rejected");
  if (failure) {
    throw failure.reason;
  }
  return isAllowed;
}

/** Who started it, with the rights of this moment; null when they may no longer do this. */
async function callerOf({ id, operation, startedById, ipAddress }: RunningBulk): Promise<Caller | null> {
  const actor = await accessOfUser(startedById);
  return actor && can(actor, ACTS[operation].policy)
    ? { actor, request: { requestId: id, ipAddress, clientAddress: "bulk", userAgent: null } }
    : null;
}
