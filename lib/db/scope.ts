import { Prisma } from "./generated/client.ts";

/** True of the rows whose user (an id's SQL) belongs to one of the tenants: whom somebody bound to these may know of. */
export const isMemberOf = (userId: Prisma.Sql, tenantIds: readonly string[]): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM user_tenants m WHERE m.user_id = ${userId} AND m.tenant_id = ANY(${[...tenantIds]}::uuid[]))`;

/** The user's id as somebody with the scope may see it: null where they may not know of them. */
export const visibleUser = (userId: Prisma.Sql, scope: "global" | readonly string[]): Prisma.Sql =>
  scope === "global" ? userId : Prisma.sql`CASE WHEN ${isMemberOf(userId, scope)} THEN ${userId} END`;
