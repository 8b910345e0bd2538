import type { Prisma } from "./generated/client.ts";
import { rawRows } from "./raw-rows.ts";

/**
 * The rows of an ordered query, at most `size` at a time: `after` gives the statement for those behind the last row seen. Each batch
 * is a short read of its own, so that a slow reader holds neither a connection nor a snapshot. Throws UNAVAILABLE while the database
 * is out of reach.
 */
export async function* inBatches<Row extends object>(
  size: number,
  after: (last: Row | null, size: number) => Prisma.Sql,
): AsyncGenerator<readonly Row[], void> {
  let last: Row | null = null;
  do {
    const rows: Row[] = await rawRows<Row>(after(last, size));
    last = rows.length < size ? null : (rows.at(-1) ?? null);
    if (rows.length > 0) {
      yield rows;
    }
  } while (last !== null);
}
