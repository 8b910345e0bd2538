import { pool, statementNameGenerator } from "./client.ts";
import type { Prisma } from "./generated/client.ts";
import { databaseCircuit } from "./health.ts";
import { listenForSignals } from "./signals.ts";

/**
 * Runs a read past Prisma, for results whose decoding would cost more than the query. Throws UNAVAILABLE while the database is out
 * of reach. Moments come as Date, JSON parsed, bigints as text.
 */
export function rawRows<Row extends object>({ text, values, sql }: Prisma.Sql): Promise<Row[]> {
  listenForSignals();
  const name = statementNameGenerator({ sql });
  return databaseCircuit().run(
    async () => (await pool().query<Row>({ text, values, ...(name !== "" && { name }) })).rows,
  );
}
