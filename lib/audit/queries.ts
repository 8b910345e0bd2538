import type { z } from "zod";
import { COUNT_CAP, cappedTotal, type Page, sortOf, type Total, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { exactTotal } from "../db/row-counts.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { AuditLog, ListAuditLogsQuery } from "./schema.ts";

type Row = z.input<typeof AuditLog>;

const COLUMNS = Prisma.sql`audit_id AS "auditId", sequence::float8 AS sequence, occurred_on AS "occurredOn", action, outcome,
  actor_id AS "actorId", actor_role AS "actorRole", entity_type AS "entityType", entity_id AS "entityId", tenant_id AS "tenantId",
  reason, request_id AS "requestId", ip_address AS "ipAddress", before, after`;

/** One page of the audit log. Every filter has its index, ordered by time; the partitions outside the dates are not touched. */
export async function listAuditLogs(db: Db, query: ListAuditLogsQuery, scope: TenantScope): Promise<Page<Row>> {
  const conditions = filters(query, scope);
  const where = conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}` : Prisma.empty;
  const direction = sortOf(query.sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [items, total] = await Promise.all([
    db.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM audit_events ${where} ORDER BY occurred_on ${direction}, audit_id ${direction}
      LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`,
    conditions.length === 0 ? exactTotal(db, "audit_events") : countUpToCap(db, where),
  ]);
  return toPage(items, query, total);
}

async function countUpToCap(db: Db, where: Prisma.Sql): Promise<Total> {
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::integer AS n FROM (SELECT 1 FROM audit_events ${where} LIMIT ${COUNT_CAP + 1}) matches`;
  return cappedTotal(row?.n ?? 0);
}

function filters(query: ListAuditLogsQuery, scope: TenantScope): Prisma.Sql[] {
  const { actorId, entityType, entityId, tenantId, action, outcome, requestId, dateFrom, dateTo } = query;
  return [
    scope === "global" ? null : Prisma.sql`tenant_id = ANY(${scope}::uuid[])`,
    actorId === undefined ? null : Prisma.sql`actor_id = ${actorId}::uuid`,
    entityType === undefined ? null : Prisma.sql`entity_type = ${entityType}`,
    entityId === undefined ? null : Prisma.sql`entity_id = ${entityId}`,
    tenantId === undefined ? null : Prisma.sql`tenant_id = ${tenantId}::uuid`,
    action === undefined ? null : Prisma.sql`action = ${action}`,
    // The index holds all but successes; said like this, the planner sees that it fits.
    outcome === undefined
      ? null
      : outcome === "success"
        ? Prisma.sql`outcome = 'success'`
        : Prisma.sql`outcome = ${outcome} AND outcome <> 'success'`,
    requestId === undefined ? null : Prisma.sql`request_id = ${requestId}`,
    dateFrom === undefined ? null : Prisma.sql`occurred_on >= ${dateFrom}`,
    dateTo === undefined ? null : Prisma.sql`occurred_on < ${dateTo}`,
  ].filter((condition) => condition !== null);
}

/** One record; null when there is none in scope. The id's own time names the partition, give or take a clock. */
export async function findAuditLog(db: Db, auditId: string, scope: TenantScope): Promise<Row | null> {
  const inScope = scope === "global" ? Prisma.empty : Prisma.sql`AND tenant_id = ANY(${scope}::uuid[])`;
  const near = new Date(Number.parseInt(auditId.replaceAll("-", "").slice(0, 12), 16));
  const isDated = auditId[14] === "7" && near.getTime() < 8.64e15;
  const around = isDated
    ? Prisma.sql`AND occurred_on BETWEEN ${new Date(near.getTime() - 60_000)} AND ${new Date(near.getTime() + 60_000)}`
    : Prisma.empty;
  const [row] = await db.$queryRaw<
    Row[]
  >`SELECT ${COLUMNS} FROM audit_events WHERE audit_id = ${auditId}::uuid ${around} ${inScope}`;
  return row ?? null;
}
