import type { z } from "zod";
import { clock } from "../core/clock.ts";
import { AppError } from "../core/errors.ts";
import { singleton } from "../core/singleton.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import { readSources } from "../executive/source-list.ts";
import type { SourceList } from "../executive/source-list-schema.ts";
import { readQueues } from "../jobs/queries.ts";
import type { Queues } from "../jobs/schema.ts";

/** How far something is behind: what waits and how long the oldest has. */
export interface Backlog {
  readonly waiting: number;
  /** There where more wait than are counted. */
  readonly waitingCapped?: true;
  /** Null where nothing waits. */
  readonly ageSeconds: number | null;
}

/** What the database says of the platform, for all instances alike. */
export interface Platform {
  readonly queues: z.input<typeof Queues>["queues"];
  /** Jobs that are due and not yet handed to what runs them. */
  readonly outbox: Backlog;
  /** Raw delivery events that are not yet in the facts. */
  readonly aggregation: Backlog;
  /** Read model of the figures → seconds since it was refreshed. */
  readonly figures: readonly { readonly name: string; readonly ageSeconds: number }[];
  readonly sources: z.input<typeof SourceList>["sources"];
}

const FRESH_MS = 5000;
const TIMEOUT_MS = 2000;
/** Past this many a backlog is no longer counted, and says so. */
const BACKLOG_MAX = 100_000;

interface Cache {
  readAt: number;
  value: Platform | null;
  reading: Promise<Platform> | null;
}

const cache = singleton("platform", (): Cache => ({ readAt: 0, value: null, reading: null }));

/** The platform as of at most five seconds ago, so that many who watch cost no more than one. Throws UNAVAILABLE when the database does not answer in two seconds. */
export async function platform(): Promise<Platform> {
  if (cache.value !== null && performance.now() - cache.readAt < FRESH_MS) {
    return cache.value;
  }
  cache.reading ??= refresh().finally(() => {
    cache.reading = null;
  });
  return withinTime(cache.reading);
}

async function refresh(): Promise<Platform> {
  const value = await read((db) => readPlatform(db, clock.now()));
  Object.assign(cache, { value, readAt: performance.now() });
  return value;
}

const tooLate = (): AppError =>
  new AppError("UNAVAILABLE", undefined, { retryAfterSec: 2, cause: new Error(`no answer within ${TIMEOUT_MS} ms`) });

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The platform as it is now. */
export async function readPlatform(db: Db, now: Date): Promise<Platform> {
  const [queues, outbox, aggregation, figures, { sources }] = await Promise.all([
    readQueues(db, "global"),
    readOutbox(db),
    readAggregation(db),
    db.$queryRaw<Platform["figures"][number][]>`
      SELECT name, greatest(0, extract(epoch FROM now() - refreshed_on))::float8 AS "ageSeconds"
      FROM figure_progress WHERE refreshed_on IS NOT NULL ORDER BY name`,
    readSources(db, now),
  ]);
  return { queues, outbox, aggregation, figures, sources };
}

type Counted = Pick<Backlog, "waiting" | "ageSeconds">;

const backlogOf = ([row]: readonly Counted[]): Backlog => {
  const { waiting = 0, ageSeconds = null } = row ?? {};
  return waiting > BACKLOG_MAX ? { waiting: BACKLOG_MAX, waitingCapped: true, ageSeconds } : { waiting, ageSeconds };
};

const readOutbox = async (db: Db): Promise<Backlog> =>
  backlogOf(
    await db.$queryRaw<Counted[]>`
    SELECT count(*)::integer AS waiting, ${ageOf(Prisma.sql`run_at`)} AS "ageSeconds"
    FROM (SELECT run_at FROM jobs WHERE published_on IS NULL AND status IN ('queued', 'held') AND run_at <= now()
      ORDER BY run_at LIMIT ${BACKLOG_MAX + 1}) due`,
  );

const readAggregation = async (db: Db): Promise<Backlog> =>
  backlogOf(
    await db.$queryRaw<Counted[]>`
    SELECT count(*)::integer AS waiting, ${ageOf(Prisma.sql`received_at`)} AS "ageSeconds"
    FROM (SELECT received_at FROM esp_events
      WHERE sequence > (SELECT sequence FROM aggregation_watermarks WHERE name = 'esp_events')
      ORDER BY sequence LIMIT ${BACKLOG_MAX + 1}) behind`,
  );

/** Seconds since the earliest of the column; null without any. */
const ageOf = (column: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN count(*) > 0 THEN greatest(0, extract(epoch FROM now() - min(${column})))::float8 END`;
