import { Prisma } from "../db/generated/client.ts";
import { rawRows } from "../db/raw-rows.ts";
import { FORMULA, QUOTED } from "./formats.ts";
import type { ExportFormat } from "./schema.ts";

/** Rows that PostgreSQL itself writes out, for tables of any size. */
export interface SqlSource {
  readonly format: ExportFormat;
  readonly columns: readonly SqlColumn[];
  readonly from: Prisma.Sql;
  readonly conditions: readonly Prisma.Sql[];
  /** The order, a unique pair: a moment and an id, under whose index the rows are read. */
  readonly moment: Prisma.Sql;
  readonly id: Prisma.Sql;
  readonly descending: boolean;
  /** What is joined to the rows `e` of a batch, after they have been chosen. */
  readonly beside?: Prisma.Sql;
}

export interface SqlColumn {
  readonly name: string;
  /** Its value, as JSON shows it. */
  readonly sql: Prisma.Sql;
  /** It holds no text but numbers, ids, moments: nothing to quote, nothing to mistake for a formula. */
  readonly isPlain?: true;
}

/** Rows in their format, and how many they are. */
export interface Lines {
  readonly text: string;
  readonly count: number;
}

/** Small, so that what was sent is gone before the next is there: a young generation that never grows. */
const ROWS_MAX = 500;
const BYTES_MAX = 262_144;

/**
 * The rows as lines of the format, some at a time: each a short read of its own behind the last row seen, at most 256 KiB and one
 * row. The process only passes them on; making them of rows here would cost ten times as much and fill its memory with leftovers.
 */
export async function* sqlLines(source: SqlSource): AsyncGenerator<Lines, void> {
  let last: Key | null = null;
  do {
    const [chunk]: Chunk[] = await rawRows<Chunk>(chunkAfter(source, last));
    if (!chunk || chunk.count === 0) {
      return;
    }
    yield chunk;
    last = chunk.count === chunk.found && chunk.found < ROWS_MAX ? null : chunk;
  } while (last !== null);
}

interface Key {
  readonly lastOn: string;
  readonly lastId: string;
}
interface Chunk extends Lines, Key {
  /** Rows that were read; fewer are handed over when they are long. */
  readonly found: number;
}

function chunkAfter(source: SqlSource, last: Key | null): Prisma.Sql {
  const { columns, from, conditions, moment, id, descending, beside = Prisma.empty } = source;
  const [direction, beyond] = descending ? [Prisma.sql`DESC`, Prisma.sql`<`] : [Prisma.sql`ASC`, Prisma.sql`>`];
  // The first condition says the same as the second, in terms that let whole partitions be passed over.
  const behind = last && [
    Prisma.sql`${moment} ${beyond}= ${last.lastOn}::timestamptz`,
    Prisma.sql`(${moment}, ${id}) ${beyond} (${last.lastOn}::timestamptz, ${last.lastId}::uuid)`,
  ];
  const all = [...conditions, ...(behind ?? [])];
  const where = all.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(all, " AND ")}`;
  const selected = columns.map(({ sql, name }) => Prisma.sql`${sql} AS ${identifier(name)}`);
  const page = Prisma.sql`
    SELECT ${Prisma.join(selected)}, row_moment, row_id FROM (
      SELECT *, ${moment} AS row_moment, ${id} AS row_id FROM ${from} ${where}
      ORDER BY ${moment} ${direction}, ${id} ${direction} LIMIT ${Prisma.raw(String(ROWS_MAX))}
    ) e ${beside}`;
  return Prisma.sql`
    SELECT string_agg(line, '' ORDER BY n) AS text, count(*)::integer AS count, max(found)::integer AS found,
      (array_agg(row_moment::text ORDER BY n DESC))[1] AS "lastOn", (array_agg(row_id::text ORDER BY n DESC))[1] AS "lastId"
    FROM (
      SELECT *, sum(octet_length(line)) OVER (ORDER BY n) - octet_length(line) AS ahead FROM (
        SELECT row_number() OVER (ORDER BY row_moment ${direction}, row_id ${direction}) AS n, count(*) OVER () AS found,
          row_moment, row_id, ${LINES[source.format](columns)} AS line
        FROM (${CELLS[source.format](columns, page)}) cells
      ) lines
    ) measured WHERE ahead < ${BYTES_MAX}`;
}

type OfFormat<T> = Readonly<Record<ExportFormat, T>>;

/** The rows with their cells ready: for CSV as guarded text, each looked at once (OFFSET 0 keeps them from being folded away). */
const CELLS: OfFormat<(columns: readonly SqlColumn[], page: Prisma.Sql) => Prisma.Sql> = {
  csv(columns, page) {
    const cells = columns.map(({ name, isPlain }) => {
      const text = Prisma.sql`${identifier(name)}::text`;
      const cell = isPlain ? text : Prisma.sql`CASE WHEN ${text} ~ ${FORMULA} THEN '''' || ${text} ELSE ${text} END`;
      return Prisma.sql`${cell} AS ${identifier(name)}`;
    });
    return Prisma.sql`SELECT ${Prisma.join(cells)}, row_moment, row_id FROM (${page}) page OFFSET 0`;
  },
  ndjson: (_columns, page) => page,
};

/** One row as a line with its end. */
const LINES: OfFormat<(columns: readonly SqlColumn[]) => Prisma.Sql> = {
  csv(columns) {
    const cells = columns.map(({ name, isPlain }) => {
      const cell = identifier(name);
      return isPlain
        ? Prisma.sql`coalesce(${cell}, '')`
        : Prisma.sql`CASE WHEN ${cell} ~ ${QUOTED} THEN '"' || replace(${cell}, '"', '""') || '"' ELSE coalesce(${cell}, '') END`;
    });
    return Prisma.sql`${Prisma.join(cells, " || ',' || ")} || E'\\r\\n'`;
  },
  ndjson(columns) {
    const fields = columns.map(({ name }) => identifier(name));
    return Prisma.sql`row_to_json((SELECT r FROM (SELECT ${Prisma.join(fields)}) r))::text || E'\\n'`;
  },
};

/** A column's name as the wire writes it; names are ours, never a caller's. */
const identifier = (name: string): Prisma.Sql => Prisma.raw(`"${name.replaceAll('"', '""')}"`);
