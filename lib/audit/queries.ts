import type { z } from "zod";
import { cappedTotal, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { countedPage } from "../db/counted-page.ts";
import { cappedCount, exactCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { isMemberOf, visibleUser } from "../db/scope.ts";
import type { TenantScope } from "../operation/operation.ts";
import { OPENED, OPENED_FIELDS } from "./opened.ts";
import type { AuditFilters, AuditLog, ListAuditLogsQuery } from "./schema.ts";

/** A record as it is kept: words are found for it later. */
export type AuditRow = Omit<z.input<typeof AuditLog>, "sentence">;

/** A record as it is read: `erased` names the personal values that are gone. */
type ReadRow = Omit<AuditRow, "erased"> & { readonly erased: string[] | null };

/** What is read of a record `e`, under the names of the wire. Within a scope of tenants nobody outside it is named. */
const columns = (
  scope: TenantScope,
): Prisma.Sql => Prisma.sql`audit_id AS "auditId", sequence::float8 AS sequence, occurred_on AS "occurredOn", action, outcome,
  ${visibleUser(Prisma.sql`actor_id`, scope)} AS "actorId", actor_role AS "actorRole", entity_type AS "entityType", entity_id AS "entityId", tenant_id AS "tenantId",
  ${OPENED_FIELDS.reason} AS reason, request_id AS "requestId", ${OPENED_FIELDS.ipAddress} AS "ipAddress",
  ${OPENED_FIELDS.before} AS before, ${OPENED_FIELDS.after} AS after, o.erased`;

const shown = ({ erased, ...row }: ReadRow): AuditRow => (erased === null ? row : { ...row, erased });

/**
 * One page of the audit log with its total, in one round trip. Every filter has its index, ordered by time; the partitions outside
 * the dates are not touched.
 */
export async function listAuditLogs(db: Db, query: ListAuditLogsQuery, scope: TenantScope): Promise<Page<AuditRow>> {
  const conditions = filters(query, scope);
  const isExact = conditions.length === 0;
  const where = isExact ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
  const direction = sortOf(query.sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const count = isExact ? exactCount("audit_events") : cappedCount(Prisma.sql`audit_events ${where}`);
  const { total, items } = await countedPage<ReadRow>(db, {
    count,
    rows: Prisma.sql`
      SELECT ${columns(scope)} FROM (
        SELECT * FROM audit_events ${where} ORDER BY occurred_on ${direction}, audit_id ${direction}
        LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}
      ) e ${OPENED}`,
    order: Prisma.sql`p."occurredOn" ${direction}, p."auditId" ${direction}`,
    moments: ["occurredOn"],
  });
  return toPage(items.map(shown), query, isExact ? { totalItems: total } : cappedTotal(total));
}

/** The conditions of the filters and of the scope. */
export function filters(query: AuditFilters, scope: TenantScope): Prisma.Sql[] {
  const { actorId, entityType, entityId, tenantId, action, outcome, requestId, dateFrom, dateTo } = query;
  return [
    ...within(scope, actorId),
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

/** The conditions of the scope: whom one may not know of, one cannot look for either. */
const within = (scope: TenantScope, actorId: string | undefined): Prisma.Sql[] =>
  scope === "global"
    ? []
    : [
        Prisma.sql`tenant_id = ANY(${scope}::uuid[])`,
        ...(actorId === undefined ? [] : [isMemberOf(Prisma.sql`actor_id`, scope)]),
      ];

/** One record; null when there is none in scope. The id's own time names the partition, give or take a clock. */
export async function findAuditLog(db: Db, auditId: string, scope: TenantScope): Promise<AuditRow | null> {
  const inScope = scope === "global" ? Prisma.empty : Prisma.sql`AND tenant_id = ANY(${scope}::uuid[])`;
  const near = new Date(Number.parseInt(auditId.replaceAll("-", "").slice(0, 12), 16));
  const isDated = auditId[14] === "7" && near.getTime() < 8.64e15;
  const around = isDated
    ? Prisma.sql`AND occurred_on BETWEEN ${new Date(near.getTime() - 60_000)} AND ${new Date(near.getTime() + 60_000)}`
    : Prisma.empty;
  const [row] = await db.$queryRaw<
    ReadRow[]
  >`SELECT ${columns(scope)} FROM audit_events e ${OPENED} WHERE audit_id = ${auditId}::uuid ${around} ${inScope}`;
  return row ? shown(row) : null;
}
