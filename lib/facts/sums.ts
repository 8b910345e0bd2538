import { Prisma } from "../db/generated/client.ts";

/** Kinds of events that a day's row counts, each in the column of its name. */
const COUNTED = [
  "delivered",
  "bounced",
  "deferred",
  "complained",
  "opened",
  "clicked",
  "unsubscribed",
  "accepted",
] as const;
const SUMS = ["sent", ...COUNTED, "events"] as const;
const HOURLY = ["sent", "delivered", "bounced", "complained"] as const;

const list = (names: readonly string[], each: (name: string) => string): Prisma.Sql =>
  Prisma.raw(names.map(each).join(", "));

/** Sums of raw events by tenant and hour: what comes to an end is sent, whatever becomes of it later. */
export const hourlySums = (which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT tenant_id, date_trunc('hour', occurred_at, 'UTC') AS hour,
    count(*) FILTER (WHERE kind IN ('delivered', 'bounced')) AS sent,
    ${list(COUNTED, (kind) => `count(*) FILTER (WHERE kind = '${kind}') AS ${kind}`)},
    count(*) AS events, max(occurred_at) AS last_occurred_at
  FROM esp_events WHERE ${which} GROUP BY 1, 2`;

const DAY = Prisma.raw("(hour AT TIME ZONE 'UTC')::date");

/** Rules look back at most 30 days; what is older is only looked at by the day, in a replay of history. */
const HOURLY_DAYS = 35;

/** The first moment that sums by the hour are kept of, at `now`: the beginning of a day, so that those by the day go before. */
export const hourlySince = (now: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`date_trunc('day', ${now} - make_interval(days => ${HOURLY_DAYS}::integer), 'UTC')`;

/** Adds the sums in the relation `batch` to the facts of every grain, as members of a WITH. Rows in order, so that nobody deadlocks. */
export const addToFacts = (now: Date): Prisma.Sql => Prisma.sql`
  hourly AS (
    INSERT INTO tenant_hourly_facts AS f (tenant_id, hour_end, ${list(HOURLY, (sum) => sum)})
    SELECT tenant_id, hour + interval '1 hour', ${list(HOURLY, (sum) => sum)} FROM batch
    WHERE tenant_id IS NOT NULL AND hour >= ${hourlySince(Prisma.sql`${now}::timestamptz`)} ORDER BY 1, 2
    ON CONFLICT (tenant_id, hour_end) DO UPDATE SET ${list(HOURLY, (sum) => `${sum} = f.${sum} + excluded.${sum}`)}
  ), daily AS (
    INSERT INTO tenant_daily_facts AS f (tenant_id, day, ${list(SUMS, (sum) => sum)}, last_occurred_at, updated_at)
    SELECT tenant_id, ${DAY}, ${list(SUMS, (sum) => `sum(${sum})`)}, max(last_occurred_at), ${now}::timestamptz
    FROM batch WHERE tenant_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (tenant_id, day) DO UPDATE SET ${GROWN}
  ), fleet AS (
    INSERT INTO fleet_daily_facts AS f (day, is_attributed, ${list(SUMS, (sum) => sum)}, last_occurred_at, updated_at)
    SELECT ${DAY}, tenant_id IS NOT NULL, ${list(SUMS, (sum) => `sum(${sum})`)}, max(last_occurred_at), ${now}::timestamptz
    FROM batch GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (day, is_attributed) DO UPDATE SET ${GROWN}
  )`;

const GROWN = Prisma.raw(
  `${SUMS.map((sum) => `${sum} = f.${sum} + excluded.${sum}`).join(", ")},
   last_occurred_at = greatest(f.last_occurred_at, excluded.last_occurred_at), updated_at = excluded.updated_at`,
);
