import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read, transaction } from "../db/transaction.ts";
import { lockWatermark } from "./aggregate.ts";
import { addToFacts, hourlySums } from "./sums.ts";

/**
 * Makes the facts of every day that raw events are kept of anew, a day a transaction, while events go on arriving: a day's facts are
 * again the sum of what lies before the watermark. Days whose raw events have been dropped keep what they have. Returns the days.
 */
export async function rebuildFacts(onDay: (day: string) => void = () => undefined): Promise<number> {
  const days = await read(daysOnHand);
  for (const day of days) {
    await transaction((tx) => rebuildDay(tx, day));
    onDay(day);
  }
  return days.length;
}

/** Every day from the first month that is kept whole, and every day that has facts since. */
async function daysOnHand(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ day: string }[]>`
    WITH kept AS (
      SELECT min(to_date(right(c.relname, 7), 'YYYY_MM')) AS first FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'esp_events'::regclass AND c.relname ~ '^esp_events_\\d{4}_\\d{2}$'
    )
    SELECT to_char(day, 'YYYY-MM-DD') AS day FROM (
      SELECT generate_series(kept.first, (now() AT TIME ZONE 'UTC')::date + 1, '1 day')::date AS day FROM kept
      UNION SELECT f.day FROM fleet_daily_facts f, kept WHERE f.day >= kept.first
    ) days ORDER BY 1`;
  return rows.map(({ day }) => day);
}

async function rebuildDay(tx: Db, day: string): Promise<void> {
  const watermark = await lockWatermark(tx);
  const [start, end] = [new Date(`${day}T00:00:00Z`), new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)];
  await tx.$executeRaw`DELETE FROM tenant_hourly_facts WHERE hour_end > ${start}::timestamptz AND hour_end <= ${end}::timestamptz`;
  await tx.$executeRaw`DELETE FROM tenant_daily_facts WHERE day = ${day}::date`;
  await tx.$executeRaw`DELETE FROM fleet_daily_facts WHERE day = ${day}::date`;
  const which = Prisma.sql`occurred_at >= ${start}::timestamptz AND occurred_at < ${end}::timestamptz AND sequence <= ${watermark}::bigint`;
  await tx.$queryRaw`
    WITH batch AS MATERIALIZED (${hourlySums(which)}), ${addToFacts(clock.now())} SELECT count(*) FROM batch`;
}
