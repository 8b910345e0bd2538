import { z } from "zod";
import { Prisma } from "../db/generated/client.ts";
import { prune } from "../jobs/housekeeping.ts";
import { job } from "../jobs/job.ts";
import type { MaintenanceTask } from "../jobs/maintenance.ts";
import { aggregateDeliveries } from "./aggregate.ts";
import { hourlySince } from "./sums.ts";

/** Every minute: figures are never computed while a request waits (decisions §8). */
export const aggregateFacts = job({
  kind: "facts.aggregate",
  payload: z.strictObject({}),
  halts: "never",
  cron: "* * * * *",
  concurrency: { limit: 1 },
  timeLimitMs: 5 * 60_000,
  failurePriority: "high",
  async run(_payload, { checkpoint }) {
    await aggregateDeliveries(checkpoint);
  },
});

/** Months of raw events: this one and the next two are there before they begin, those past the retention are dropped. */
const partitions: MaintenanceTask = {
  name: "delivery-event-months",
  cron: "11 * * * *",
  async batch(tx) {
    // Both take a lock that waits for readers; nobody shall wait long behind it.
    await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
    const [row] = await tx.$queryRaw<{ changed: number }[]>`
      SELECT drop_expired_esp_partitions() + (
        SELECT count(*) FILTER (WHERE ensure_esp_partition((date_trunc('month', now()) + make_interval(months => n))::date))
        FROM generate_series(0, 2) n)::integer AS changed`;
    return row?.changed ?? 0;
  },
};

/** What the facts leave behind. A token is worth remembering for longer than its signature is good. */
export const FACTS_UPKEEP: readonly MaintenanceTask[] = [
  partitions,
  prune(
    "hourly-facts",
    Prisma.sql`tenant_hourly_facts`,
    Prisma.sql`hour_end <= ${hourlySince(Prisma.sql`now()`)}`,
    "21 * * * *",
  ),
  prune(
    "webhook-tokens",
    Prisma.sql`webhook_tokens`,
    Prisma.sql`received_at < now() - interval '2 days'`,
    "31 * * * *",
  ),
];
