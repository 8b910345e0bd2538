import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import { conditionsOf, scopeOf } from "./queries.ts";
import { ListTenantsQuery } from "./schema.ts";

/** The filters of the list of tenants, without order and place. */
export const TenantFilter = ListTenantsQuery.omit({ page: true, pageSize: true, sort: true });

/** Selects `id` of the tenants that the filter finds within the scope, as far as they were there at the watermark. */
export function selectTenants(
  filter: Readonly<Record<string, string>>,
  scope: TenantScope,
  watermark: Date,
): Prisma.Sql {
  const conditions = [...conditionsOf(ListTenantsQuery.parse(filter), scope), Prisma.sql`t.created_on <= ${watermark}`];
  return Prisma.sql`SELECT t.id FROM tenants t WHERE ${Prisma.join(conditions, " AND ")}`;
}

/** Selects `id` and `label` of the tenants within the scope. */
export const labelTenants = (scope: TenantScope): Prisma.Sql => Prisma.sql`
  SELECT t.id, t.name AS label FROM tenants t WHERE ${Prisma.join([Prisma.sql`true`, ...scopeOf(scope)], " AND ")}`;

/** Selects `id` of the tenants that refuse every act: deleted ones. */
export const guardedTenants = Prisma.sql`SELECT t.id FROM tenants t WHERE t.deleted_on IS NOT NULL`;
