import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { BulkOperationName } from "./schema.ts";

/** A bulk operation on its way. */
export interface RunningBulk {
  readonly id: string;
  readonly operation: BulkOperationName;
  readonly reason: string;
  readonly startedById: string;
  readonly startedByRole: string;
  readonly ipAddress: string | null;
  /** Their token version when they started it; null for what was started before that was kept. */
  readonly tokenVersion: number | null;
}

/** Columns of a RunningBulk, of a table aliased `b`. */
export const RUNNING_COLUMNS = Prisma.sql`b.id, b.operation, b.reason, b.started_by_id AS "startedById",
  b.started_by_role AS "startedByRole", b.ip_address AS "ipAddress",
  b.started_by_token_version AS "tokenVersion"`;

/** Leaves the rows that have not been acted upon alone, for good, each with the reason, and counts the others. Returns how many that were. */
export async function skipPending(tx: Db, bulkId: string, why: string, now: Date): Promise<number> {
  // Waits for rows under way: their commit comes before this, or they find themselves skipped and roll back.
  const skipped = await tx.$executeRaw`
    UPDATE bulk_items SET outcome = 'skipped', message = ${why}, finished_on = ${now}
    WHERE bulk_id = ${bulkId}::uuid AND outcome = 'pending'`;
  await recount(tx, bulkId, now);
  return skipped;
}

/** Writes down how far it is, from the rows themselves: a crash cannot make them differ for long. */
export async function recount(db: Db, bulkId: string, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE bulk_operations b SET done = c.done, failed = c.failed, skipped = c.skipped, updated_on = ${now}
    FROM (SELECT count(*) FILTER (WHERE outcome = 'done')::integer AS done,
        count(*) FILTER (WHERE outcome IN ('refused', 'failed'))::integer AS failed,
        count(*) FILTER (WHERE outcome = 'skipped')::integer AS skipped
      FROM bulk_items WHERE bulk_id = ${bulkId}::uuid) c
    WHERE b.id = ${bulkId}::uuid`;
}
