import type { Db } from "./client.ts";
import { Prisma } from "./generated/client.ts";

/** What a page of a list is cut from. */
export interface PageStatement<Row> {
  /** Statements that the others refer to: `WITH …`. */
  readonly having?: Prisma.Sql;
  /** A statement of one row with a number as `total`. */
  readonly count: Prisma.Sql;
  /** The statement of the page's rows, and their order with its columns as those of `p`. */
  readonly rows: Prisma.Sql;
  readonly order: Prisma.Sql;
  /** Which columns are moments: they become ISO 8601 text to the millisecond. */
  readonly moments: readonly (keyof Row & string)[];
}

/**
 * One page of a list and the total beside it, in one round trip. The rows arrive as one JSON document: to decode fifty of them
 * column by column costs the driver as much as it costs PostgreSQL to find them. Numbers beyond 2^53 lose their last digits.
 */
export async function countedPage<Row extends object>(
  db: Db,
  { having = Prisma.empty, count, rows, order, moments }: PageStatement<Row>,
): Promise<{ readonly total: number; readonly items: Row[] }> {
  const [page] = await db.$queryRaw<{ total: number; items: Row[] }[]>`
    ${having} SELECT c.total, (
      SELECT coalesce(json_agg(p), '[]') FROM (SELECT p.* FROM (${rows}) p ORDER BY ${order}) p
    ) AS items FROM (${count}) c`;
  const { total = 0, items = [] } = page ?? {};
  for (const row of items as Record<string, unknown>[]) {
    for (const name of moments) {
      row[name] = onTheWire(row[name]);
    }
  }
  return { total, items };
}

const WRITTEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00$/;

/** A moment as PostgreSQL writes it in JSON in a session set to UTC, the way JavaScript does. */
function onTheWire(moment: unknown): unknown {
  if (typeof moment !== "string" || !WRITTEN.test(moment)) {
    return moment;
  }
  const fraction = moment.length === 25 ? ".000" : moment.slice(19, -6).padEnd(4, "0").slice(0, 4);
  return `${moment.slice(0, 19)}${fraction}Z`;
}
