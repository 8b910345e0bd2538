import { Prisma } from "../db/generated/client.ts";

/**
 * SQL for the first moment after `after` at which clocks in `zone` show `localTime` (`HH:MM`). A time that a clock change
 * skips is taken as much later as the clock was put forward.
 */
export const nextOccurrence = (localTime: Prisma.Sql, zone: Prisma.Sql, after: Date): Prisma.Sql => Prisma.sql`(
  SELECT min(moment) FROM (
    SELECT ((${after.toISOString()}::timestamptz AT TIME ZONE (${zone})::text)::date + days + (${localTime})::time) AT TIME ZONE (${zone})::text AS moment
    FROM generate_series(0, 2) days) moments
  WHERE moment > ${after.toISOString()}::timestamptz)`;
