import type { z } from "zod";
import { type Page, toPage } from "../core/page.ts";
import { inBatches } from "../db/batches.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Actor } from "../operation/operation.ts";
import { ACTS } from "./acts.ts";
import type { BulkOperation, BulkOperationName, BulkResult, ListBulkQuery, ListBulkResultsQuery } from "./schema.ts";

type Row = Omit<z.input<typeof BulkOperation>, "entityType" | "progress"> & z.input<typeof BulkOperation>["progress"];

const COLUMNS = Prisma.sql`
  b.id AS "bulkOperationId", b.operation, b.status, b.reason, b.filter, b.selected, b.total, b.done, b.failed, b.skipped,
  b.stopped_because AS "stoppedBecause", b.started_by_id AS "startedById", b.started_by_role AS "startedByRole",
  b.created_on AS "createdOn", b.started_on AS "startedOn", b.finished_on AS "finishedOn"`;

const toBulk = ({ total, done, failed, skipped, ...row }: Row): z.input<typeof BulkOperation> => ({
  ...row,
  entityType: ACTS[row.operation].rows.entityType,
  progress: { total, done, failed, skipped },
});

/** Who reads everything sees what everybody started; others what they started themselves. */
const visible = ({ id, role, tenantScope }: Actor): Prisma.Sql =>
  tenantScope === "global" && (role === "SuperAdmin" || role === "Auditor")
    ? Prisma.sql`true`
    : Prisma.sql`b.started_by_id = ${id}::uuid`;

/** One page of the bulk operations that the actor may know of, newest first. */
export async function listBulk(
  db: Db,
  query: ListBulkQuery,
  actor: Actor,
): Promise<Page<z.input<typeof BulkOperation>>> {
  const { page, pageSize, sort, status, operation, startedById } = query;
  const direction = sort.startsWith("-") ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const conditions = [
    visible(actor),
    ...(status === undefined ? [] : [Prisma.sql`b.status = ${status}`]),
    ...(operation === undefined ? [] : [Prisma.sql`b.operation = ${operation}`]),
    ...(startedById === undefined ? [] : [Prisma.sql`b.started_by_id = ${startedById}::uuid`]),
  ];
  const where = Prisma.join(conditions, " AND ");
  const [rows, [counted]] = await Promise.all([
    db.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM bulk_operations b WHERE ${where} ORDER BY b.created_on ${direction}, b.id ${direction}
      LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::integer AS total FROM bulk_operations b WHERE ${where}`,
  ]);
  return toPage(rows.map(toBulk), query, { totalItems: counted?.total ?? 0 });
}

/** One bulk operation; null when there is none that the actor may know of. */
export async function findBulk(db: Db, id: string, actor: Actor): Promise<z.input<typeof BulkOperation> | null> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM bulk_operations b WHERE b.id = ${id}::uuid AND ${visible(actor)}`;
  return row ? toBulk(row) : null;
}

/** What became of the rows, some at a time, for a file; names only of those within the actor's scope. */
export const resultBatches = (
  bulk: { readonly bulkOperationId: string; readonly operation: BulkOperationName },
  outcome: string | undefined,
  { tenantScope }: Actor,
): AsyncGenerator<readonly BulkResult[], void> =>
  inBatches<BulkResult>(1000, (last, size) => {
    const only = outcome === undefined ? Prisma.empty : Prisma.sql`AND i.outcome = ${outcome}`;
    const behind = last ? Prisma.sql`AND i.entity_id > ${last.entityId}::uuid` : Prisma.empty;
    return Prisma.sql`
      SELECT p.entity_id AS "entityId", l.label, p.outcome, p.code, p.message, p.finished_on AS "finishedOn"
      FROM (SELECT i.* FROM bulk_items i WHERE i.bulk_id = ${bulk.bulkOperationId}::uuid ${only} ${behind}
        ORDER BY i.entity_id LIMIT ${Prisma.raw(String(size))}) p
      LEFT JOIN (${ACTS[bulk.operation].rows.labels(tenantScope)}) l ON l.id = p.entity_id ORDER BY p.entity_id`;
  });

/** One page of what became of the rows; names only of those within the actor's scope. */
export async function listResults(
  db: Db,
  bulk: { readonly bulkOperationId: string; readonly operation: BulkOperationName },
  query: ListBulkResultsQuery,
  { tenantScope }: Actor,
): Promise<Page<z.input<typeof BulkResult>>> {
  const { page, pageSize, outcome } = query;
  const only = outcome === undefined ? Prisma.empty : Prisma.sql`AND i.outcome = ${outcome}`;
  const where = Prisma.sql`WHERE i.bulk_id = ${bulk.bulkOperationId}::uuid ${only}`;
  const [items, [counted]] = await Promise.all([
    db.$queryRaw<z.input<typeof BulkResult>[]>`
      SELECT p.entity_id AS "entityId", l.label, p.outcome, p.code, p.message, p.finished_on AS "finishedOn"
      FROM (SELECT i.* FROM bulk_items i ${where} ORDER BY i.entity_id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}) p
      LEFT JOIN (${ACTS[bulk.operation].rows.labels(tenantScope)}) l ON l.id = p.entity_id ORDER BY p.entity_id`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::integer AS total FROM bulk_items i ${where}`,
  ]);
  return toPage(items, query, { totalItems: counted?.total ?? 0 });
}
