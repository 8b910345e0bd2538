import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { singleton } from "../core/singleton.ts";
import { env } from "../env.ts";
import { log } from "../observability/log.ts";
import { outside } from "../observability/surroundings.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { traceStatements } from "./statement-spans.ts";

/** What services may do with the database: everything but open and close it or start a transaction of their own. */
export type Db = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

const CONNECT_TIMEOUT_MS = 3000;

/**
 * DATABASE_URL with what each session is set to. The time zone: the driver sends moments without one and means UTC. Memory for a sort
 * or hash, so that planning a rule over a million users stays out of temporary files. No compiling of statements: it takes longer than they do.
 * A lock that does not come is given up, so that what waits for it does not keep the whole pool.
 */
const SETTINGS = "-c timezone=UTC -c work_mem=32MB -c jit=off -c lock_timeout=15s";

function connectionString(): string {
  const url = new URL(env().DATABASE_URL);
  url.searchParams.set("options", `${url.searchParams.get("options") ?? ""} ${SETTINGS}`.trim());
  return url.toString();
}

/** What the pool gives out within it in place of a free connection, so that Prisma joins a transaction that is open on one. */
export const joining = (): AsyncLocalStorage<pg.PoolClient> => singleton("joining", () => new AsyncLocalStorage());

class JoinablePool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Parameters<pg.Pool["connect"]>[0]): void;
  override connect(callback?: Parameters<pg.Pool["connect"]>[0]): Promise<pg.PoolClient> | undefined {
    if (callback) {
      super.connect(callback);
      return;
    }
    const joined = joining().getStore();
    return joined ? Promise.resolve(joined) : super.connect();
  }
}

/** The process's connection pool. Only `lib/db` uses it directly. */
export const pool = (): pg.Pool =>
  singleton("pool", () => {
    const created = new JoinablePool({
      connectionString: connectionString(),
      max: env().DATABASE_POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: "rookery",
    });
    created.on("error", (err) =>
      outside(() => log.warn({ err: { message: err.message } }, "idle database connection lost")),
    );
    created.on("connect", traceStatements);
    return created;
  });

/** Stands in a statement whose best plan depends on its parameters, such as a span of time: it is planned each time. */
export const PLANNED_ANEW = Prisma.sql`/* planned anew */`;

const statementNames = new Map<string, string>();
const STATEMENTS_MAX = 500;

/**
 * Names statements by their text, so that each connection parses and plans one only once. Rare texts stay unnamed, and so do
 * substring searches and what asks for it: the best plan for those depends on what is searched for.
 */
export function statementNameGenerator({ sql }: { sql: string }): string {
  if (sql.includes(" LIKE ") || sql.includes(PLANNED_ANEW.sql)) {
    return "";
  }
  const known = statementNames.get(sql);
  if (known !== undefined || statementNames.size >= STATEMENTS_MAX) {
    return known ?? "";
  }
  const name = createHash("sha1").update(sql).digest("base64url");
  statementNames.set(sql, name);
  return name;
}

/** The process's Prisma client. Only `lib/db` and tests use it directly. */
export const prisma = (): PrismaClient =>
  singleton("prisma", () => new PrismaClient({ adapter: new PrismaPg(pool(), { statementNameGenerator }) }));

/** Lets go of the database, so that a command can end. */
export async function disconnect(): Promise<void> {
  await prisma().$disconnect();
  await pool().end();
}
