import { COUNT_CAP } from "../core/page.ts";
import { Prisma } from "./generated/client.ts";

/** Selects `total`, the exact number of rows of a table, of tenants those not deleted, from the sharded counters that its triggers keep. */
export const exactCount = (table: "tenants" | "users" | "audit_events"): Prisma.Sql =>
  Prisma.sql`SELECT coalesce(sum(total), 0)::float8 AS total FROM row_counts WHERE name = ${table}`;

/** Selects `total`, the number of rows that `from` yields, counting at most one past the cap. */
export const cappedCount = (from: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`SELECT count(*)::float8 AS total FROM (SELECT 1 FROM ${from} LIMIT ${COUNT_CAP + 1}) matches`;

/** Selects `total`, the number of rows that `from` yields, however many they are. */
export const countAll = (from: Prisma.Sql): Prisma.Sql => Prisma.sql`SELECT count(*)::float8 AS total FROM ${from}`;
