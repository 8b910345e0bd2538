import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { candidates } from "./candidates.ts";
import { wantedBy } from "./queries.ts";
import { ListUsersQuery } from "./schema.ts";

/** The filters of the list of users, without order and place. */
export const UserFilter = ListUsersQuery.omit({ page: true, pageSize: true, sort: true });

/** Selects `id` of the users whom the filter finds within the scope, as far as they were there at the watermark. */
export async function selectUsers(
  db: Db,
  filter: Readonly<Record<string, string>>,
  scope: TenantScope,
  watermark: Date,
): Promise<Prisma.Sql> {
  const wanted = await wantedBy(db, { ...ListUsersQuery.parse(filter), sort: "createdOn" }, scope);
  return Prisma.sql`SELECT c.id FROM (${candidates(wanted)}) c WHERE c.key <= ${watermark}`;
}

/** Selects `id` and `label` of the users within the scope. */
export const labelUsers = (scope: TenantScope): Prisma.Sql =>
  scope === "global"
    ? Prisma.sql`SELECT u.id, u.email AS label FROM users u`
    : Prisma.sql`SELECT u.id, u.email AS label FROM users u
        WHERE EXISTS (SELECT 1 FROM user_tenants m WHERE m.user_id = u.id AND m.tenant_id = ANY(${[...scope]}::uuid[]))`;

/** Selects `id` of the users on whom a guard may bite: SuperAdmins. */
export const guardedUsers = Prisma.sql`SELECT u.id FROM users u WHERE u.role_id = ${SYSTEM_ROLES.SuperAdmin.id}::uuid`;
