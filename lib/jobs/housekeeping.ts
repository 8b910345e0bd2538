import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { BATCH, type MaintenanceTask } from "./maintenance.ts";

const prune = (name: string, table: Prisma.Sql, isStale: Prisma.Sql): MaintenanceTask => ({
  name,
  batch: (tx: Db) => tx.$executeRaw`
    DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${isStale} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
});

/** Audit partitions of this month and the next three, so that no row ever lacks its month (SRS §11.2). */
const auditPartitions: MaintenanceTask = {
  name: "audit-partitions",
  async batch(tx) {
    // Creating one takes a lock that waits for readers; nobody shall wait long behind it.
    await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
    const [row] = await tx.$queryRaw<{ created: number }[]>`
      SELECT count(*) FILTER (WHERE ensure_audit_partition((date_trunc('month', now()) + make_interval(months => n))::date))::integer AS created
      FROM generate_series(0, 3) n`;
    return row?.created ?? 0;
  },
};

/** What grows with use and is needed no longer. Failed jobs stay: they are the dead letters. */
export const HOUSEKEEPING: readonly MaintenanceTask[] = [
  auditPartitions,
  prune("idempotency-keys", Prisma.sql`idempotency_keys`, Prisma.sql`expires_on < now()`),
  prune("rate-limits", Prisma.sql`rate_limits`, Prisma.sql`started_on < now() - interval '1 hour'`),
  prune("expired-sessions", Prisma.sql`sessions`, Prisma.sql`expires_on < now() - interval '90 days'`),
  prune("revoked-sessions", Prisma.sql`sessions`, Prisma.sql`revoked_on < now() - interval '90 days'`),
  prune(
    "finished-jobs",
    Prisma.sql`jobs`,
    Prisma.sql`finished_on < now() - interval '30 days' AND status IN ('succeeded', 'cancelled')`,
  ),
  prune("bulk-operations", Prisma.sql`bulk_operations`, Prisma.sql`created_on < now() - interval '90 days'`),
];
