import { singleton } from "../core/singleton.ts";
import { type Db, pool, prisma } from "./client.ts";
import { databaseCircuit, unavailable } from "./health.ts";
import { interactive } from "./interactive.ts";
import { executeRaw, queryRaw } from "./raw-query.ts";
import { listenForSignals } from "./signals.ts";

const reading = (): Db =>
  singleton("readingDb", () => {
    const raw = { $queryRaw: queryRaw.bind(null, pool()), $executeRaw: executeRaw.bind(null, pool()) };
    return new Proxy(prisma() as Db, {
      get: (client, key) => Reflect.get(Object.hasOwn(raw, key) ? raw : client, key),
    });
  });

/** Runs reads on the pool. Throws UNAVAILABLE while the database is out of reach. */
export function read<T>(work: (db: Db) => Promise<T>): Promise<T> {
  listenForSignals();
  return databaseCircuit().run(() => work(reading()));
}

/** Runs `work` in one transaction: all of it commits or none. Throws UNAVAILABLE while the database is out of reach. */
export function transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
  listenForSignals();
  const circuit = databaseCircuit();
  const { outages } = circuit;
  return circuit.run(() =>
    interactive(async (tx) => {
      const result = await work(tx);
      // A database that was frozen goes on where it stopped; the caller was told long ago that it failed, and may have done it again.
      if (circuit.outages !== outages) {
        throw unavailable();
      }
      return result;
    }),
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
