import type { Total } from "../core/page.ts";
import type { Db } from "./client.ts";

/** The exact number of rows of a big table, from the sharded counters that its triggers keep. */
export async function exactTotal(db: Db, table: "users" | "audit_events"): Promise<Total> {
  const [row] = await db.$queryRaw<
    { n: number }[]
  >`SELECT coalesce(sum(total), 0)::float8 AS n FROM row_counts WHERE name = ${table}`;
  return { totalItems: row?.n ?? 0 };
}
