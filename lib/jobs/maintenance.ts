import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { log } from "../observability/log.ts";
import { describeFailure } from "./failure.ts";

/** Rows that one batch may handle; a full batch is followed by another. */
export const BATCH = 1000;
const BATCHES_MAX = 50;

/** Upkeep in bounded steps. `batch` handles at most BATCH rows in the transaction and returns how many. */
export interface MaintenanceTask {
  readonly name: string;
  batch(tx: Db): Promise<number>;
}

/** Runs every task, each alone among all instances. One that fails is logged and tried again next time. Returns name → rows. */
export async function runMaintenance(tasks: readonly MaintenanceTask[]): Promise<Record<string, number>> {
  const handled: Record<string, number> = {};
  for (const task of tasks) {
    try {
      handled[task.name] = await runTask(task);
    } catch (thrown) {
      log.warn({ task: task.name, error: describeFailure(thrown) }, "maintenance task failed");
      if (thrown instanceof AppError && thrown.code === "UNAVAILABLE") {
        break; // the database is out of reach: the others would fail as well
      }
    }
  }
  return handled;
}

async function runTask(task: MaintenanceTask): Promise<number> {
  let total = 0;
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const rows = await transaction(async (tx) => ((await isAlone(tx, task.name)) ? task.batch(tx) : 0));
    total += rows;
    if (rows < BATCH) {
      break;
    }
  }
  return total;
}

/** The lock ends with the transaction, so that a dead process never keeps it. */
async function isAlone(tx: Db, name: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`rookery.maintenance.${name}`}, 0)) AS locked`;
  return row?.locked === true;
}
