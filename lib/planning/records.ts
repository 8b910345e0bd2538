import { v7 as uuidv7 } from "uuid";
import { latestToday } from "../core/day.ts";
import { AppError, invalid } from "../core/errors.ts";
import { COUNT_CAP, cappedTotal, type Total } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { conflict } from "../db/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";

/** What a record's columns hold, by the names of the wire, which are those of the table. */
export type Fields = Readonly<Record<string, unknown>>;
/** A record as it is read: its fields, id and moments, with the version that its ETag carries. */
export type Row = Fields & { readonly version: number; readonly updated_at: Date };

type Cast = "text" | "uuid" | "date" | "smallint" | "timestamptz";

/** How one kind of planning record is kept. Its table is aliased `r`. */
export interface Storage {
  readonly table: Prisma.Sql;
  /** Its key, such as `initiative_id`. */
  readonly id: string;
  /** Columns that a write sets. */
  readonly fields: Readonly<Record<string, Cast>>;
  /** What is shown of a record beside `fields`; with its own comma. */
  readonly more?: Prisma.Sql;
  readonly joins?: Prisma.Sql;
  /** The field whose unique index a write may meet, and what that means. */
  readonly unique?: readonly [field: string, reason: string];
  /** Fields whose day must not be yet to come. */
  readonly past?: readonly string[];
  /** Conditions of a list's query. */
  readonly filters: (query: Fields) => readonly Prisma.Sql[];
  /** What no schema can judge. Throws VALIDATION. */
  readonly check?: (ctx: Context, input: Fields, before: Fields | null) => Promise<void>;
  /** Columns that follow from others. */
  readonly derive?: (input: Fields, before: Fields | null, now: Date) => Fields;
  /** What follows from any write. */
  readonly after?: (ctx: Context) => Promise<void>;
  /** Deletes what goes with it; returns what was deleted, counted. */
  readonly cascade?: (ctx: Context, id: string) => Promise<Readonly<Record<string, number>>>;
}

/** Part of a list: which page of what, in which order. */
export interface ListRequest {
  readonly page: number;
  readonly page_size: number;
  readonly sort: string;
}

const column = (name: string): Prisma.Sql => Prisma.raw(`r.${name}`);

/** Days leave as text: a day has no zone. */
const shown = ({ id, fields, more = Prisma.empty }: Storage): Prisma.Sql => {
  const own = Object.entries(fields).map(([name, cast]) =>
    cast === "date" ? Prisma.sql`${column(name)}::text AS ${Prisma.raw(name)}` : column(name),
  );
  const all = [column(id), ...own, ...["author_id", "created_at", "updated_at", "version"].map(column)];
  return Prisma.sql`${Prisma.join(all)} ${more}`;
};

const read = (storage: Storage): Prisma.Sql =>
  Prisma.sql`SELECT ${shown(storage)} FROM ${storage.table} r ${storage.joins ?? Prisma.empty}`;

/** One page of the records that are not deleted; equal ones in the order of their ids, so that no row is on two pages. */
export async function listRecords(
  db: Db,
  storage: Storage,
  query: ListRequest & Fields,
): Promise<{ rows: Row[]; total: Total }> {
  const filters = storage.filters(query);
  const where = Prisma.join([Prisma.sql`r.deleted_at IS NULL`, ...filters], " AND ");
  const direction = Prisma.raw(query.sort.startsWith("-") ? "DESC" : "ASC");
  // One of the names that the query's schema lists.
  const order = Prisma.sql`${column(query.sort.replace(/^-/, ""))} ${direction}, ${column(storage.id)} ${direction}`;
  const matches = Prisma.sql`${storage.table} r WHERE ${where}`;
  const count =
    filters.length === 0 ? Prisma.sql`SELECT count(*)::float8 AS total FROM ${matches}` : cappedCount(matches);
  const [rows, counted] = await Promise.all([
    db.$queryRaw<Row[]>`${read(storage)} WHERE ${where} ORDER BY ${order}
      LIMIT ${query.page_size} OFFSET ${(query.page - 1) * query.page_size}`,
    db.$queryRaw<{ total: number }[]>`${count}`,
  ]);
  const total = counted[0]?.total ?? 0;
  return { rows, total: filters.length > 0 && total > COUNT_CAP ? cappedTotal(total) : { totalItems: total } };
}

/** One record. Throws NOT_FOUND for a deleted one too. */
export async function findRecord(db: Db, storage: Storage, id: string): Promise<Row> {
  const [row] = await db.$queryRaw<Row[]>`
    ${read(storage)} WHERE ${column(storage.id)} = ${id}::uuid AND r.deleted_at IS NULL`;
  if (!row) {
    throw new AppError("NOT_FOUND");
  }
  return row;
}

/** Enters a record. Throws VALIDATION, CONFLICT. */
export async function createRecord(ctx: Context, storage: Storage, input: Fields): Promise<Row> {
  const { db, now, actor } = ctx;
  const id = uuidv7({ msecs: now.getTime() });
  const values = await judged(ctx, storage, input, null);
  const at = Prisma.sql`${now.toISOString()}::timestamptz`;
  const names = [storage.id, ...Object.keys(storage.fields), "author_id", "created_at", "updated_at"];
  const all = [Prisma.sql`${id}::uuid`, ...values, Prisma.sql`${actor.id}::uuid`, at, at];
  await db.$executeRaw`INSERT INTO ${storage.table} (${Prisma.raw(names.join(", "))}) VALUES (${Prisma.join(all)})`.catch(
    taken(storage),
  );
  await storage.after?.(ctx);
  return findRecord(db, storage, id);
}

export interface Change {
  readonly before: Row;
  readonly after: Row;
}

/** Replaces a record's fields. Throws NOT_FOUND, PRECONDITION_FAILED, VALIDATION, CONFLICT. */
export async function updateRecord(ctx: Context, storage: Storage, id: string, input: Fields): Promise<Change> {
  const { db, now } = ctx;
  const before = await lockRecord(ctx, storage, id);
  const values = await judged(ctx, storage, input, before);
  const set = Object.keys(storage.fields).map((name, index) => Prisma.sql`${Prisma.raw(name)} = ${values[index]}`);
  await db.$executeRaw`
    UPDATE ${storage.table} r SET ${Prisma.join(set)}, version = r.version + 1, updated_at = ${now.toISOString()}::timestamptz
    WHERE ${column(storage.id)} = ${id}::uuid`.catch(taken(storage));
  await storage.after?.(ctx);
  return { before, after: await findRecord(db, storage, id) };
}

/** Marks a record as deleted, and what goes with it. It stays in the table and in the audit log. Throws NOT_FOUND, PRECONDITION_FAILED. */
export async function deleteRecord(
  ctx: Context,
  storage: Storage,
  id: string,
): Promise<{ readonly before: Row; readonly cascade: Readonly<Record<string, number>> }> {
  const before = await lockRecord(ctx, storage, id);
  await ctx.db.$executeRaw`
    UPDATE ${storage.table} r SET deleted_at = ${ctx.now.toISOString()}::timestamptz, version = r.version + 1
    WHERE ${column(storage.id)} = ${id}::uuid`;
  await storage.after?.(ctx);
  return { before, cascade: (await storage.cascade?.(ctx, id)) ?? {} };
}

async function lockRecord({ db, ifMatch }: Context, storage: Storage, id: string): Promise<Row> {
  await db.$queryRaw`SELECT 1 AS locked FROM ${storage.table} r WHERE ${column(storage.id)} = ${id}::uuid FOR UPDATE`;
  const row = await findRecord(db, storage, id);
  if (ifMatch !== null && !ifMatch.includes(row.version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return row;
}

/** The values of the columns that a write sets, in their order, once nothing speaks against them. */
async function judged(ctx: Context, storage: Storage, input: Fields, before: Fields | null): Promise<Prisma.Sql[]> {
  const today = latestToday(ctx.now);
  for (const field of storage.past ?? []) {
    if (String(input[field] ?? "") > today) {
      throw invalid(field, "Must not lie in the future");
    }
  }
  await storage.check?.(ctx, input, before);
  const values = { ...input, ...storage.derive?.(input, before, ctx.now) };
  return Object.entries(storage.fields).map(
    ([name, cast]) => Prisma.sql`${values[name as keyof typeof values] ?? null}::${Prisma.raw(cast)}`,
  );
}

const taken = ({ unique: [field, reason] = ["", ""] }: Storage) => conflict(field, reason);
