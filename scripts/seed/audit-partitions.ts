import type pg from "pg";

/** Makes the monthly partitions that rows of these moments belong to. */
export async function ensurePartitions(client: pg.ClientBase, moments: Iterable<number>): Promise<void> {
  const months = new Set<string>();
  for (const ms of moments) {
    months.add(`${new Date(ms).toISOString().slice(0, 7)}-01`);
  }
  await client.query("SELECT ensure_audit_partition(month) FROM unnest($1::date[]) month", [[...months]]);
}
