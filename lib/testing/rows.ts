import pg from "pg";
import { prisma } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";

/** The audit rows that one request left, oldest first, with their personal values. */
export const auditOf = (requestId: string | null) => auditRows({ requestId: requestId ?? "" });

/** The audit rows that fit, oldest first, with their personal values. */
export async function auditRows(where: Prisma.AuditEventWhereInput) {
  const rows = await prisma().auditEvent.findMany({ where, orderBy: { sequence: "asc" } });
  const values = await prisma().auditPersonalValue.findMany({
    where: { auditId: { in: rows.map(({ auditId }) => auditId) } },
  });
  return rows.map(({ commitments: _, ...row }) => {
    const own = values.filter(({ auditId }) => auditId === row.auditId);
    const of = (name: string) => own.find(({ field }) => field === name)?.value;
    const within = (name: "before" | "after") => {
      const inside = own.filter(({ field }) => field.startsWith(`${name}.`));
      const found = inside.map(({ field, value }) => [field.slice(name.length + 1), value] as const);
      return row[name] === null ? null : { ...(row[name] as Prisma.JsonObject), ...Object.fromEntries(found) };
    };
    return {
      ...row,
      ipAddress: row.ipAddress ?? (of("ipAddress") as string | undefined) ?? null,
      reason: row.reason ?? (of("reason") as string | undefined) ?? null,
      before: within("before"),
      after: within("after"),
    };
  });
}

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
