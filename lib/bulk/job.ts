import { z } from "zod";
import { userAccess } from "../auth/access.ts";
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
import { actOnRows } from "./row.ts";

/** Rows taken up between two looks at whether to go on. */
const BATCH = 200;
/** Rows of one commit, for acts that can be done to many; the starter's rights are asked for before each. */
const TOGETHER = 50;
/** Commits at a time: enough to keep the database busy, few enough to leave connections to those who wait for an answer. */
const WORKERS = 4;
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
    } else if (left !== "some") {
      await stop(bulk, STOPPED[left]);
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

/** Why it stops before its last row. */
const STOPPED = {
  forbidden: "Who started it may no longer do this",
  "signed-out": "Who started it has been signed out everywhere since",
} as const;
type Stop = keyof typeof STOPPED;

/** `none` when every row has its outcome, `some` at the end of the part, else why the starter's word no longer counts. */
async function work(bulk: RunningBulk, { checkpoint, signal }: JobContext): Promise<"none" | "some" | Stop> {
  const startedAt = performance.now();
  let countedAt = startedAt;
  while (performance.now() - startedAt < PART_MS) {
    await checkpoint();
    const ids = await read((db) => pendingOf(db, bulk.id));
    if (ids.length === 0) {
      return "none";
    }
    const stopped = await inTheirName(bulk, ids, signal);
    if (stopped) {
      return stopped;
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

/** Acts on the rows, several at a time. Ends as soon as the starter may not, and says why: their rights are asked for time and again. */
async function inTheirName(bulk: RunningBulk, ids: readonly string[], signal: AbortSignal): Promise<Stop | null> {
  const size = ACTS[bulk.operation].performMany ? TOGETHER : 1;
  const queue = Array.from({ length: Math.ceil(ids.length / size) }, (_, n) => ids.slice(n * size, (n + 1) * size));
  let stopped: Stop | null = null;
  const worker = async (): Promise<void> => {
    for (let rows = queue.pop(); rows && !stopped && !signal.aborted; rows = queue.pop()) {
      const caller = await callerOf(bulk);
      if (typeof caller === "string") {
        stopped = caller;
      } else {
        await actOnRows(bulk, caller, rows);
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: WORKERS }, worker));
  const failure = ended.find((result) => result.status === "rejected");
  if (failure) {
    throw failure.reason;
  }
  return stopped;
}

/** Who started it, with the rights of this moment; or why they may no longer do this. */
async function callerOf(bulk: RunningBulk): Promise<Caller | Stop> {
  const { id, operation, startedById, ipAddress, tokenVersion } = bulk;
  const access = await userAccess(startedById);
  if (!access || !can(access.actor, ACTS[operation].policy)) {
    return "forbidden";
  }
  if (tokenVersion !== null && access.tokenVersion !== tokenVersion) {
    return "signed-out";
  }
  return { actor: access.actor, request: { requestId: id, ipAddress, clientAddress: "bulk", userAgent: null } };
}
