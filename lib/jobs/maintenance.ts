import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";

/** Rows that one batch may handle; a full batch is followed by another. */
export const BATCH = 1000;
const BATCHES_MAX = 50;

/** Upkeep in bounded steps. `batch` handles at most BATCH rows in the transaction and returns how many. */
export interface MaintenanceTask {
  readonly name: string;
  /** When it runs, five fields in UTC; every two minutes unless said otherwise. */
  readonly cron?: string;
  batch(tx: Db): Promise<number>;
}

/** Runs the task to its end, at most fifty batches, alone among all instances. Returns how many rows it handled. */
export async function runTask(task: MaintenanceTask): Promise<number> {
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
