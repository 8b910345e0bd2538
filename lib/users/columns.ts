import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";

const inScope = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.empty : Prisma.sql`AND t.id = ANY(${scope}::uuid[])`;

/** What answers show of a user `u` with the role `r`: of the tenants only those in scope. */
export const columns = (
  scope: TenantScope,
): Prisma.Sql => Prisma.sql`u.id AS "userId", u.email, u.name, r.name AS role, u.status,
  coalesce((SELECT json_agg(json_build_object('tenantId', t.id, 'code', t.code, 'name', t.name) ORDER BY t.name, t.id)
    FROM user_tenants m JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = u.id ${inScope(scope)}), '[]') AS tenants,
  u.last_login_on AS "lastLoginOn", u.created_on AS "createdOn", u.mfa_enabled AS "mfaEnabled"`;
