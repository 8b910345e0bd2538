import type pg from "pg";
import { type Db, joining, pool, prisma } from "./client.ts";
import { executeRaw, queryRaw } from "./raw-query.ts";

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
  const models = new JoinedModels(client);
  const end = Promise.withResolvers<never>();
  const state = { isOpen: true };
  const timer = setTimeout(() => end.reject(over()), TIMEOUT_MS);
  let broken = false;
  try {
    await client.query("BEGIN");
    const result = await Promise.race([work(databaseOf(client, models, state)), end.promise]);
    state.isOpen = false;
    await models.leave();
    // After a statement that failed, and whose failure `work` passed over, PostgreSQL answers with ROLLBACK.
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") {
      throw new Error("A statement of the transaction had failed; nothing of it was kept");
    }
    return result;
  } catch (thrown) {
    state.isOpen = false;
    await models.leave();
    await client.query("ROLLBACK").catch(() => {
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

function databaseOf(client: pg.PoolClient, models: JoinedModels, state: { readonly isOpen: boolean }): Db {
  const onClient =
    <Given extends unknown[], T>(send: (client: pg.PoolClient, ...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      if (!state.isOpen) {
        throw over();
      }
      return send(client, ...given);
    };
  const raw = { $queryRaw: onClient(queryRaw), $executeRaw: onClient(executeRaw) };
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
  readonly #client: pg.PoolClient;
  readonly #left = Promise.withResolvers<void>();
  #joined: Promise<Models> | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
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
    const guest = joining().run(guestOf(this.#client), () =>
      prisma().$transaction(
        (models) => {
          joined.resolve(models as unknown as Models);
          return this.#left.promise;
        },
        { timeout: TIMEOUT_MS },
      ),
    );
    this.#ended = guest.catch(joined.reject);
    return joined.promise;
  }
}

/** How Prisma's adapter begins and ends what it takes for a transaction of its own. */
const BOUNDS = new Set(["BEGIN", "COMMIT", "ROLLBACK"]);

function guestOf(client: pg.PoolClient): pg.PoolClient {
  const query = (statement: pg.QueryArrayConfig): Promise<pg.QueryArrayResult | typeof NOTHING> =>
    BOUNDS.has(statement.text) ? Promise.resolve(NOTHING) : client.query(statement);
  return { query, on: ignore, removeListener: ignore, release: ignore } as unknown as pg.PoolClient;
}

const NOTHING = { fields: [], rows: [], rowCount: 0 };
