import { pool } from "./client.ts";
import type { Prisma } from "./generated/client.ts";
import { databaseCircuit } from "./health.ts";
import { listenForSignals } from "./signals.ts";

/**
 * The rows of an ordered query, at most `size` at a time: `after` gives the statement for those behind the last row seen. Each batch
 * is a short read of its own, so that a slow reader holds neither a connection nor a snapshot. Throws UNAVAILABLE while the database
 * is out of reach. Past Prisma, whose decoding would cost more than the query; bigints come as text.
 */
export async function* inBatches<Row extends object>(
  size: number,
  after: (last: Row | null, size: number) => Prisma.Sql,
): AsyncGenerator<readonly Row[], void> {
  listenForSignals();
  let last: Row | null = null;
  do {
    const { text, values } = after(last, size);
    const { rows } = await databaseCircuit().run(() => pool().query<Row>(text, values));
    last = rows.length < size ? null : (rows.at(-1) ?? null);
    if (rows.length > 0) {
      yield rows;
    }
  } while (last !== null);
}
