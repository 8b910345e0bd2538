import pg from "pg";
import { invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { nextOccurrence } from "./local-time.ts";

/**
 * Moves the tenant's waiting jobs with a local time to that time's next occurrence in `timezone` (SRS §6.4). Returns how many.
 * Throws VALIDATION on `timezone` for a zone that the database does not know.
 */
export async function rescheduleTenantJobs(tx: Db, tenantId: string, timezone: string, now: Date): Promise<number> {
  const due = nextOccurrence(Prisma.sql`j.local_time`, Prisma.sql`${timezone}`, now);
  return await tx.$executeRaw`
    UPDATE jobs j SET run_at = ${due} WHERE j.tenant_id = ${tenantId}::uuid AND j.status = 'queued' AND j.published_on IS NULL
      AND j.local_time IS NOT NULL`.catch((thrown: unknown) => {
    throw isUnknownZone(thrown) ? invalid("timezone", "No schedule can be kept in this time zone") : thrown;
  });
}

/** How many jobs of the tenant are not over: those that a suspension holds and an activation lets go. */
export async function countWaitingJobs(tx: Db, tenantId: string): Promise<number> {
  return tx.job.count({ where: { tenantId, status: { in: ["queued", "running", "held"] } } });
}

/** SQLSTATE 22023: invalid parameter value. */
const isUnknownZone = (thrown: unknown): boolean => thrown instanceof pg.DatabaseError && thrown.code === "22023";
