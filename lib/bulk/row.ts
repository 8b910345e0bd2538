import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import { log } from "../observability/log.ts";
import type { Caller } from "../operation/operation.ts";
import { ACTS, type Act } from "./acts.ts";
import type { RunningBulk } from "./progress.ts";

const MESSAGE_MAX = 300;

/** The row has its outcome already: another run was here, or it was cancelled. Nothing has happened. */
class SettledRowError extends AppError {
  constructor() {
    super("CONFLICT", "This row has its outcome already");
  }
}

/**
 * Does it to one row, and in the same commit writes down that it was done. A refusal is the row's outcome; a failure of the database
 * is nobody's: it is thrown, and the row stays for the next run.
 */
export async function actOnRow(bulk: RunningBulk, caller: Caller, entityId: string): Promise<void> {
  try {
    await ACTS[bulk.operation].perform(caller, entityId, bulk.reason, (tx) =>
      settleRow(tx, bulk.id, entityId, { outcome: "done" }),
    );
  } catch (thrown) {
    if (thrown instanceof SettledRowError) {
      return;
    }
    await settleRefused(bulk, entityId, thrown);
  }
}

/** Writes down why the row was not acted upon; throws what says nothing about the row. */
async function settleRefused({ id: bulkId }: RunningBulk, entityId: string, thrown: unknown): Promise<void> {
  const outcome = outcomeOf(thrown, bulkId, entityId);
  if (!outcome) {
    throw thrown;
  }
  await read((db) => settleRow(db, bulkId, entityId, outcome)).catch((late: unknown) => {
    if (!(late instanceof SettledRowError)) {
      throw late;
    }
  });
}

/**
 * Does it to many rows in one commit, where the act knows how. What stops that commit as a whole stops no row: they are then acted upon
 * one by one.
 */
export async function actOnRows(bulk: RunningBulk, caller: Caller, ids: readonly string[]): Promise<void> {
  const { performMany } = ACTS[bulk.operation];
  if (!performMany || !(await didTogether(bulk, caller, ids, performMany))) {
    for (const id of ids) {
      await actOnRow(bulk, caller, id);
    }
  }
}

async function didTogether(
  bulk: RunningBulk,
  caller: Caller,
  ids: readonly string[],
  performMany: NonNullable<Act["performMany"]>,
): Promise<boolean> {
  let refusals: readonly (AppError | null)[];
  try {
    refusals = await performMany(caller, ids, bulk.reason, async (tx, done) => {
      await settleDone(
        tx,
        bulk.id,
        ids.filter((_id, place) => done.includes(place)),
      );
    });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "UNAVAILABLE") {
      throw thrown;
    }
    return false;
  }
  for (const [place, id] of ids.entries()) {
    const refusal = refusals[place];
    if (refusal) {
      await settleRefused(bulk, id, refusal);
    }
  }
  return true;
}

/** Throws when one of them has its outcome already: then nothing of the commit has happened. */
async function settleDone(db: Db, bulkId: string, ids: readonly string[]): Promise<void> {
  const settled = await db.$executeRaw`
    UPDATE bulk_items SET outcome = 'done', code = NULL, message = NULL, finished_on = ${clock.now()}
    WHERE bulk_id = ${bulkId}::uuid AND entity_id = ANY(${[...ids]}::uuid[]) AND outcome = 'pending'`;
  if (settled !== ids.length) {
    throw new SettledRowError();
  }
}

interface Outcome {
  readonly outcome: "done" | "refused" | "failed";
  readonly code?: string;
  readonly message?: string;
}

/** What a failure makes of the row; null when it says nothing about the row. */
function outcomeOf(thrown: unknown, bulkId: string, entityId: string): Outcome | null {
  if (!(thrown instanceof AppError)) {
    log.error({ err: thrown, requestId: bulkId, entityId }, "row of a bulk operation failed");
    return { outcome: "failed", code: "INTERNAL", message: "It failed on our side; the log has more under this id" };
  }
  if (thrown.code === "UNAVAILABLE") {
    return null;
  }
  const { code, message } = thrown;
  return { outcome: thrown.status < 500 ? "refused" : "failed", code, message: message.slice(0, MESSAGE_MAX) };
}

async function settleRow(db: Db, bulkId: string, entityId: string, { outcome, code, message }: Outcome): Promise<void> {
  const settled = await db.$executeRaw`
    UPDATE bulk_items SET outcome = ${outcome}, code = ${code ?? null}, message = ${message ?? null}, finished_on = ${clock.now()}
    WHERE bulk_id = ${bulkId}::uuid AND entity_id = ${entityId}::uuid AND outcome = 'pending'`;
  if (settled !== 1) {
    throw new SettledRowError();
  }
}
