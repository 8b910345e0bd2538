import type pg from "pg";
import { type Db, joining, pool, prisma } from "./client.ts";
import { executeRaw, type Queryable, queryRaw } from "./raw-query.ts";

const TIMEOUT_MS = 20_000;

/** A transaction that is over, for whatever reason: its statements are refused. */
const over = (): Error => new Error(`The transaction is over; it has at most ${TIMEOUT_MS / 1000} s`);

/**
 * Runs `work` in one transaction on one connection: SQL goes straight to the driver, models through Prisma on the same connection,
 * which is asked to join only when the first model is. Rolls back and throws what `work` throws, and an error of its own after 20 s.
 */
export async function interactive<T>(work: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  // What ends an idle connection is met by the next statement.
  client.on("error", ignore);
  const connection = new OneByOne(client);
  const models = new JoinedModels(connection);
  const end = Promise.withResolvers<never>();
  // Rejected before the work has begun, it has nobody else to hear it.
  end.promise.catch(ignore);
  const state = { isOpen: true };
  const timer = setTimeout(() => end.reject(over()), TIMEOUT_MS);
  let broken = false;
  try {
    await connection.query({ text: "BEGIN" });
    const result = await Promise.race([work(databaseOf(connection, models, state)), end.promise]);
    state.isOpen = false;
    await models.leave();
    // After a statement that failed, and whose failure `work` passed over, PostgreSQL answers with ROLLBACK.
    const { command } = await connection.query({ text: "COMMIT" });
    if (command !== "COMMIT") {
      throw new Error("A statement of the transaction had failed; nothing of it was kept");
    }
    return result;
  } catch (thrown) {
    state.isOpen = false;
    await models.leave();
    await connection.query({ text: "ROLLBACK" }).catch(() => {
      broken = true;
    });
    throw thrown;
  } finally {
    clearTimeout(timer);
    client.off("error", ignore);
    client.release(broken);
  }
}

const ignore = (): void => undefined;

/** A connection that is sent a statement when the one before is answered: those of a transaction may be asked for side by side. */
class OneByOne implements Queryable {
  readonly #client: pg.PoolClient;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<Row extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    const answer = this.#last.then(() => this.#client.query<Row>(statement));
    this.#last = answer.catch(ignore);
    return answer;
  }
}

function databaseOf(connection: Queryable, models: JoinedModels, state: { readonly isOpen: boolean }): Db {
  const sending =
    <Given extends unknown[], T>(send: (connection: Queryable, ...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      if (!state.isOpen) {
        throw over();
      }
      return send(connection, ...given);
    };
  const raw = { $queryRaw: sending(queryRaw), $executeRaw: sending(executeRaw) };
  return new Proxy(prisma() as Db, {
    get: (whole, key) =>
      Object.hasOwn(raw, key)
        ? raw[key as keyof typeof raw]
        : typeof key === "string" && !key.startsWith("$") && key in whole
          ? models.get(key)
          : undefined,
  });
}

type Model = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;
type Models = Readonly<Record<string, Model>>;

/** Prisma's models on a connection whose transaction others begin and end. */
class JoinedModels {
  readonly #connection: Queryable;
  readonly #left = Promise.withResolvers<void>();
  #joined: Promise<Models> | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(connection: Queryable) {
    this.#connection = connection;
  }

  get(name: string): Model {
    const call =
      (method: string) =>
      async (...args: unknown[]): Promise<unknown> => {
        this.#joined ??= this.#join();
        const models = await this.#joined;
        return models[name]?.[method]?.(...args);
      };
    return new Proxy({}, { get: (_, method) => (typeof method === "string" ? call(method) : undefined) });
  }

  /** Lets Prisma go, before the transaction ends. */
  leave(): Promise<void> {
    this.#left.resolve();
    return this.#ended;
  }

  #join(): Promise<Models> {
    const joined = Promise.withResolvers<Models>();
    const guest = joining().run(guestOf(this.#connection), () =>
      prisma().$transaction(
        (models) => {
          joined.resolve(models as unknown as Models);
          return this.#left.promise;
        },
        { maxWait: TIMEOUT_MS, timeout: TIMEOUT_MS },
      ),
    );
    this.#ended = guest.catch(joined.reject);
    return joined.promise;
  }
}

/** How Prisma's adapter begins and ends what it takes for a transaction of its own. */
const BOUNDS = new Set(["BEGIN", "COMMIT", "ROLLBACK"]);

function guestOf(connection: Queryable): pg.PoolClient {
  const query = (statement: pg.QueryConfig): Promise<unknown> =>
    BOUNDS.has(statement.text) ? Promise.resolve(NOTHING) : connection.query(statement);
  return { query, on: ignore, removeListener: ignore, release: ignore } as unknown as pg.PoolClient;
}

const NOTHING = { fields: [], rows: [], rowCount: 0 };
