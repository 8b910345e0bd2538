import type { z } from "zod";
import { cappedTotal, containsPattern, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { countedPage } from "../db/counted-page.ts";
import { cappedCount, countAll, exactCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { ListTenantsQuery, Tenant, TenantSort } from "./schema.ts";

/** A tenant with the version that its ETag carries. */
export type TenantRow = z.input<typeof Tenant> & { readonly version: number };

/** The wire resource of a row, which is also what its audit rows show. */
export const toTenant = ({ version: _, ...tenant }: TenantRow): z.input<typeof Tenant> => tenant;

/** Columns of a TenantRow, of a table or statement aliased `t`. */
export const COLUMNS = Prisma.sql`
  t.id AS "tenantId", t.code, t.name, t.timezone, t.currency, t.is_active AS "isActive",
  CASE WHEN t.deleted_on IS NOT NULL THEN 'deleted' WHEN t.is_active THEN 'active' ELSE 'suspended' END AS status,
  t.status_reason AS "statusReason", t.segment, t.plan, t.created_on AS "createdOn", t.updated_on AS "updatedOn",
  t.deleted_on AS "deletedOn", t.user_count AS "userCount", t.version`;

/** The tenant, deleted or not; null when there is none. */
export async function findTenant(db: Db, tenantId: string): Promise<TenantRow | null> {
  const [row] = await db.$queryRaw<TenantRow[]>`SELECT ${COLUMNS} FROM tenants t WHERE t.id = ${tenantId}::uuid`;
  return row ?? null;
}

/** The tenant, locked until the transaction ends, so that two writers take turns. */
export async function findTenantForUpdate(tx: Db, tenantId: string): Promise<TenantRow | null> {
  const [row] = await tx.$queryRaw<
    TenantRow[]
  >`SELECT ${COLUMNS} FROM tenants t WHERE t.id = ${tenantId}::uuid FOR UPDATE`;
  return row ?? null;
}

const SORT_COLUMNS: Readonly<Record<TenantSort, readonly [inner: Prisma.Sql, outer: Prisma.Sql]>> = {
  name: [Prisma.sql`t.name`, Prisma.sql`p.name`],
  code: [Prisma.sql`t.code`, Prisma.sql`p.code`],
  createdOn: [Prisma.sql`t.created_on`, Prisma.sql`p."createdOn"`],
  updatedOn: [Prisma.sql`t.updated_on`, Prisma.sql`p."updatedOn"`],
  userCount: [Prisma.sql`t.user_count`, Prisma.sql`p."userCount"`],
};

/**
 * One page of the tenants in `scope`, with the total, in one round trip. The page is cut on ids alone, so that a deep one reads
 * little more than an index.
 */
export async function listTenants(
  db: Db,
  query: ListTenantsQuery,
  scope: TenantScope,
): Promise<Page<z.input<typeof Tenant>>> {
  const where = Prisma.join(conditionsOf(query, scope), " AND ");
  const isExact = filtersOf(query).length === 0 && query.status === undefined;
  const chosen = Prisma.sql`tenants t WHERE ${where}`;
  const exact = scope === "global" ? exactCount("tenants") : countAll(chosen);
  const count = isExact ? exact : cappedCount(chosen);
  const { field, descending } = sortOf<TenantSort>(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [inner, outer] = SORT_COLUMNS[field];
  const { total, items } = await countedPage<TenantRow>(db, {
    count,
    rows: Prisma.sql`
      SELECT ${COLUMNS} FROM (
        SELECT t.id FROM ${chosen} ORDER BY ${inner} ${direction}, t.id ${direction}
        LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}
      ) cut JOIN tenants t ON t.id = cut.id`,
    order: Prisma.sql`${outer} ${direction}, p."tenantId" ${direction}`,
    moments: ["createdOn", "updatedOn", "deletedOn"],
  });
  return toPage(items.map(toTenant), query, isExact ? { totalItems: total } : cappedTotal(total));
}

function stateOf({ status }: ListTenantsQuery): Prisma.Sql[] {
  if (status === "deleted") {
    return [Prisma.sql`t.deleted_on IS NOT NULL`];
  }
  const isLive = Prisma.sql`t.deleted_on IS NULL`;
  return status === undefined ? [isLive] : [isLive, Prisma.sql`t.is_active = ${status === "active"}`];
}

function filtersOf({ search, isActive, segment, plan }: ListTenantsQuery): Prisma.Sql[] {
  return [
    ...(search ? [Prisma.sql`lower(t.name || E'\n' || t.code) LIKE ${containsPattern(search)}`] : []),
    ...(isActive === undefined ? [] : [Prisma.sql`t.is_active = ${isActive}`]),
    ...(segment === undefined ? [] : [Prisma.sql`t.segment = ${segment}`]),
    ...(plan === undefined ? [] : [Prisma.sql`t.plan = ${plan}`]),
  ];
}

/** The conditions of a list of tenants; the scope is one of them. */
export const conditionsOf = (query: ListTenantsQuery, scope: TenantScope): Prisma.Sql[] => [
  ...stateOf(query),
  ...filtersOf(query),
  ...scopeOf(scope),
];

/** The scope as a condition; none when it is everything. */
export const scopeOf = (scope: TenantScope): Prisma.Sql[] =>
  scope === "global" ? [] : [Prisma.sql`t.id = ANY(${[...scope]}::uuid[])`];
