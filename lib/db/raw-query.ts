import pg from "pg";
import { statementNameGenerator } from "./client.ts";
import { Prisma } from "./generated/client.ts";

type Parser = (text: string) => unknown;

const { builtins, getTypeParser } = pg.types;
const TEXT_ARRAY: number = 1009;
const texts: Parser = getTypeParser(TEXT_ARRAY);

/** A moment as PostgreSQL writes it in a session set to UTC, with or without its zone. */
const moment: Parser = (text) => new Date(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, "")}Z`);
const day: Parser = (text) => new Date(text);
const decimal: Parser = (text) => new Prisma.Decimal(text);

/** The same for each element of an array, however deep. */
const each = (parse: Parser) => {
  const parsed = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(parsed) : typeof value === "string" ? parse(value) : value;
  return (text: string): unknown => parsed(texts(text));
};

/** What Prisma makes of a scalar and the driver would not, by the type and by the type of its array. */
const SCALARS: readonly (readonly [scalar: number, array: number, parse: Parser])[] = [
  [builtins.INT8, 1016, BigInt],
  [builtins.OID, 1028, BigInt],
  [builtins.NUMERIC, 1231, decimal],
  [builtins.DATE, 1182, day],
  [builtins.TIMESTAMP, 1115, moment],
  [builtins.TIMESTAMPTZ, 1185, moment],
];

const PARSERS = new Map<number, Parser>(
  SCALARS.flatMap(([scalar, array, parse]) => [[scalar, parse] as const, [array, each(parse)] as const]),
);

const types: pg.CustomTypesConfig = { getTypeParser: (oid: number) => PARSERS.get(oid) ?? getTypeParser(oid) };

/** The driver would write a moment in the process's own time zone, and a decimal as JSON. */
const parameter = (value: unknown): unknown => {
  if (value instanceof Date) {
    return value.toISOString().replace(/^\+0*/, ""); // years past 9999, which PostgreSQL writes without a sign
  }
  if (Prisma.Decimal.isDecimal(value)) {
    return String(value);
  }
  return Array.isArray(value) ? value.map(parameter) : value;
};

/** The pool, or the connection of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}
type Statement = TemplateStringsArray | Prisma.Sql;

/**
 * Rows of a statement, decoded to the values that Prisma's `$queryRaw` gives. It goes past Prisma's engine, which costs a list of
 * 50 rows more than PostgreSQL takes to find them. Throws what the driver throws.
 */
export const queryRaw = async <Row extends object>(
  on: Queryable,
  query: Statement,
  ...values: unknown[]
): Promise<Row[]> => (await sent<Row>(on, sqlOf(query, values))).rows;

/** How many rows a statement changed, as Prisma's `$executeRaw` says it. */
export const executeRaw = async (on: Queryable, query: Statement, ...values: unknown[]): Promise<number> =>
  (await sent(on, sqlOf(query, values))).rowCount ?? 0;

const sqlOf = (query: Statement, values: readonly unknown[]): Prisma.Sql =>
  query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);

function sent<Row extends object>(on: Queryable, statement: Prisma.Sql): Promise<pg.QueryResult<Row>> {
  const { text } = statement;
  const name = statementNameGenerator({ sql: text });
  return on.query<Row>({
    text,
    values: statement.values.map(parameter),
    types,
    ...(name !== "" && { name }),
  });
}
