import pg from "pg";
import { prisma } from "../db/client.ts";

/** The audit rows that one request left, oldest first. */
export const auditOf = (requestId: string | null) =>
  prisma().auditEvent.findMany({ where: { requestId: requestId ?? "" }, orderBy: { sequence: "asc" } });

/** Runs SQL on the file's database as the role that owns the tables. */
export const asOwner = <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  query<Row>(process.env["TEST_OWNER_URL"], sql, values);

/** Runs SQL on the file's database as the application's role. */
export const asApp = <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  query<Row>(process.env["DATABASE_URL"], sql, values);

async function query<Row extends object>(
  url: string | undefined,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
