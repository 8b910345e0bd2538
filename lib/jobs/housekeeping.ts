import { v7 as uuidv7 } from "uuid";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { BATCH, type MaintenanceTask } from "./maintenance.ts";

/** Upkeep that deletes what `isStale` says of the table. */
export const prune = (
  name: string,
  table: Prisma.Sql,
  isStale: Prisma.Sql,
  cron = "*/10 * * * *",
): MaintenanceTask => ({
  name,
  cron,
  batch: (tx: Db) => tx.$executeRaw`
    DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${isStale} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
});

/** Audit partitions of this month and the next three, so that no row ever lacks its month (SRS §11.2). */
const auditPartitions: MaintenanceTask = {
  name: "audit-partitions",
  cron: "7 * * * *",
  async batch(tx) {
    // Creating one takes a lock that waits for readers; nobody shall wait long behind it.
    await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
    const [row] = await tx.$queryRaw<{ created: number }[]>`
      SELECT count(*) FILTER (WHERE ensure_audit_partition((date_trunc('month', now()) + make_interval(months => n))::date))::integer AS created
      FROM generate_series(0, 3) n`;
    return row?.created ?? 0;
  },
};

/** Audit months past their retention (SRS §11.2). The database decides which, and records it. */
const auditRetention: MaintenanceTask = {
  name: "audit-retention",
  async batch(tx) {
    await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
    const [row] = await tx.$queryRaw<
      { dropped: number }[]
    >`SELECT drop_expired_audit_partitions(${uuidv7()}) AS dropped`;
    return row?.dropped ?? 0;
  },
};

/** What grows with use and is needed no longer. Failed jobs stay until somebody has settled them: they are the dead letters. */
export const HOUSEKEEPING: readonly MaintenanceTask[] = [
  auditPartitions,
  auditRetention,
  prune("idempotency-keys", Prisma.sql`idempotency_keys`, Prisma.sql`expires_on < now()`),
  prune("rate-limits", Prisma.sql`rate_limits`, Prisma.sql`started_on < now() - interval '1 hour'`),
  prune("instance-reports", Prisma.sql`instance_reports`, Prisma.sql`reported_on < now() - interval '1 hour'`),
  prune("expired-sessions", Prisma.sql`sessions`, Prisma.sql`expires_on < now() - interval '90 days'`, "17 * * * *"),
  prune("revoked-sessions", Prisma.sql`sessions`, Prisma.sql`revoked_on < now() - interval '90 days'`, "27 * * * *"),
  prune(
    "one-time-links",
    Prisma.sql`one_time_tokens`,
    Prisma.sql`expires_on < now() - interval '30 days'`,
    "3 * * * *",
  ),
  // Rules look back ninety days; the rest is for trying a rule on the year before.
  prune(
    "sign-in-attempts",
    Prisma.sql`login_events`,
    Prisma.sql`occurred_on < now() - interval '400 days'`,
    "13 * * * *",
  ),
  prune(
    "discarded-jobs",
    Prisma.sql`jobs`,
    Prisma.sql`id IN (SELECT job_id FROM dead_letters WHERE status = 'discarded'
      AND failed_on < now() - interval '90 days' AND resolved_on < now() - interval '90 days')`,
    "43 * * * *",
  ),
  prune(
    "finished-jobs",
    Prisma.sql`jobs`,
    Prisma.sql`finished_on < now() - interval '30 days' AND status IN ('succeeded', 'cancelled')`,
  ),
  prune("bulk-operations", Prisma.sql`bulk_operations`, Prisma.sql`created_on < now() - interval '90 days'`),
  // A schedule runs often, and of its good runs the latest say all.
  prune(
    "finished-upkeep",
    Prisma.sql`jobs`,
    Prisma.sql`finished_on < now() - interval '1 day' AND status = 'succeeded' AND kind LIKE 'upkeep.%'`,
    "37 * * * *",
  ),
  // The embedded runner's own: ids of events are recognised for a day, runs are kept to be looked at.
  prune("runner-events", Prisma.sql`function_events`, Prisma.sql`received_on < now() - interval '24 hours'`),
  prune("runner-runs", Prisma.sql`function_runs`, Prisma.sql`ended_on < now() - interval '3 days'`),
];
