import { singleton } from "../core/singleton.ts";
import { type Db, prisma } from "./client.ts";
import type { Prisma } from "./generated/client.ts";
import { databaseCircuit, unavailable } from "./health.ts";
import { queryRaw, queryWire } from "./raw-query.ts";
import { listenForSignals } from "./signals.ts";

const TRANSACTION = { maxWait: 5000, timeout: 20_000 } as const;

const reading = (): Db =>
  singleton(
    "readingDb",
    () => new Proxy(prisma(), { get: (client, key) => (key === "$queryRaw" ? queryRaw : Reflect.get(client, key)) }),
  );

/** Runs reads on the pool. Throws UNAVAILABLE while the database is out of reach. */
export function read<T>(work: (db: Db) => Promise<T>): Promise<T> {
  listenForSignals();
  return databaseCircuit().run(() => work(reading()));
}

/**
 * Rows for the wire: their moments are ISO 8601 text where `db` reads on the pool, dates inside a transaction. `Instant` takes either.
 */
export const wireRows = <Row extends object>(db: Db, statement: Prisma.Sql): Promise<Row[]> =>
  db === reading() ? queryWire<Row>(statement) : db.$queryRaw<Row[]>(statement);

/** Runs `work` in one transaction: all of it commits or none. Throws UNAVAILABLE while the database is out of reach. */
export function transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
  listenForSignals();
  const circuit = databaseCircuit();
  const { outages } = circuit;
  return circuit.run(() =>
    prisma().$transaction(async (tx) => {
      const result = await work(tx as unknown as Db);
      // A database that was frozen goes on where it stopped; the caller was told long ago that it failed, and may have done it again.
      if (circuit.outages !== outages) {
        throw unavailable();
      }
      return result;
    }, TRANSACTION),
  );
}

class RolledBack<T> extends Error {
  readonly value: T;
  constructor(value: T) {
    super("rolled back on purpose");
    this.value = value;
  }
}

/** Runs `work` in a transaction that never commits and returns what it returned: the dry run of a write. */
export async function rehearsal<T>(work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await transaction<T>(async (tx) => {
      throw new RolledBack(await work(tx));
    });
  } catch (thrown) {
    if (thrown instanceof RolledBack) {
      return thrown.value as T;
    }
    throw thrown;
  }
}
