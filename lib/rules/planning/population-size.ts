import type { Db } from "../../db/client.ts";
import { exactCount } from "../../db/counts.ts";
import { Prisma } from "../../db/generated/client.ts";
import { SYSTEM_ROLES } from "../../policy/roles.ts";
import type { RuleEntity } from "../catalogue.ts";

/** How many entities a rule looks at: those of its scope, without SuperAdmins and deleted tenants. All users are not counted one by one. */
export async function populationSize(db: Db, entity: RuleEntity, tenantId: string | null): Promise<number> {
  const [row] = await db.$queryRaw<{ size: number }[]>`SELECT (${sizeOf(entity, tenantId)})::float8 AS size`;
  return row?.size ?? 0;
}

function sizeOf(entity: RuleEntity, tenantId: string | null): Prisma.Sql {
  const superAdmin = SYSTEM_ROLES.SuperAdmin.id;
  if (entity === "tenant") {
    const own = tenantId === null ? Prisma.empty : Prisma.sql`AND id = ${tenantId}::uuid`;
    return Prisma.sql`SELECT count(*) FROM tenants WHERE deleted_on IS NULL ${own}`;
  }
  return tenantId === null
    ? Prisma.sql`SELECT total - (SELECT coalesce(sum(c.total), 0) FROM role_user_counts c WHERE c.role_id = ${superAdmin}::uuid)
        FROM (${exactCount("users")}) everybody`
    : Prisma.sql`SELECT count(*) FROM user_tenants m JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = ${tenantId}::uuid AND u.role_id <> ${superAdmin}::uuid`;
}
