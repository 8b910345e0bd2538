import { recordAudit } from "../audit/record.ts";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import type { Caller } from "../operation/operation.ts";
import { RUNNING_COLUMNS, type RunningBulk, recount, skipPending } from "./progress.ts";

/** Every row has its outcome: writes down what it came to, once. */
export const finish = (bulk: RunningBulk): Promise<void> => transaction((tx) => end(tx, bulk, null));

/** Ends it before its last row and says why. */
export const stop = (bulk: RunningBulk, why: string): Promise<void> => transaction((tx) => stopIn(tx, bulk, why));

async function stopIn(tx: Db, bulk: RunningBulk, why: string): Promise<void> {
  await skipPending(tx, bulk.id, why, clock.now());
  await end(tx, bulk, why);
}

async function end(tx: Db, bulk: RunningBulk, stoppedBecause: string | null): Promise<void> {
  const now = clock.now();
  await recount(tx, bulk.id, now);
  const [ended] = await tx.$queryRaw<{ status: string; done: number; failed: number; skipped: number }[]>`
    UPDATE bulk_operations SET finished_on = ${now}, updated_on = ${now}, stopped_because = ${stoppedBecause},
      status = CASE WHEN failed + skipped = 0 THEN 'succeeded' WHEN done > 0 THEN 'partially_failed' ELSE 'failed' END
    WHERE id = ${bulk.id}::uuid AND status IN ('queued', 'running') RETURNING status, done, failed, skipped`;
  if (!ended) {
    return;
  }
  const draft = {
    action: "BULK_OPERATION_FINISHED" as const,
    entityType: "bulkOperation" as const,
    entityId: bulk.id,
    actor: { id: bulk.startedById, role: bulk.startedByRole },
    after: { operation: bulk.operation, ...ended, ...(stoppedBecause !== null && { stoppedBecause }) },
  };
  await recordAudit(tx, inTheNameOf(bulk), draft, now);
}

/** For the audit record alone: it says who started it and from where. */
const inTheNameOf = ({ id, startedById, startedByRole, ipAddress }: RunningBulk): Caller => ({
  actor: { id: startedById, role: startedByRole, permissions: new Set(), tenantScope: [], sessionId: null },
  request: { requestId: id, ipAddress, clientAddress: "bulk", userAgent: null },
});

/** Ends it when its job has failed for good: nobody would ever take up its rows. */
export async function giveUp(tx: Db, bulkId: string): Promise<void> {
  const [bulk] = await tx.$queryRaw<RunningBulk[]>`
    SELECT ${RUNNING_COLUMNS} FROM bulk_operations b WHERE b.id = ${bulkId}::uuid AND b.status IN ('queued', 'running')`;
  if (bulk) {
    await stopIn(tx, bulk, "Its job failed for good");
  }
}
