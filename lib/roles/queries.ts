import type { z } from "zod";
import { cappedTotal, containsPattern, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { ListRolesQuery, Role, RoleSort, UpdateRoleInput } from "./schema.ts";

export type RoleRow = z.input<typeof Role>;

/** Columns of a RoleRow but `userCount`, of a table aliased `r`. */
const OWN_COLUMNS = Prisma.sql`
  r.id AS "roleId", r.name, r.description, r.is_system AS "isSystem", r.is_global AS "isGlobal", r.version,
  r.created_on AS "createdOn", r.updated_on AS "updatedOn",
  ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions`;

/**
 * Users of every role as far as `scope` reaches: from the counters that triggers keep, and within tenants from one pass over their
 * members, whatever the number of roles.
 */
const reach = (scope: TenantScope): Prisma.Sql =>
  scope === "global"
    ? Prisma.sql`SELECT k.role_id, sum(k.total)::float8 AS n FROM role_user_counts k GROUP BY k.role_id`
    : Prisma.sql`SELECT u.role_id, count(*)::float8 AS n FROM users u
        WHERE u.id IN (SELECT m.user_id FROM user_tenants m WHERE m.tenant_id = ANY(${[...scope]}::uuid[])) GROUP BY u.role_id`;

const columns = Prisma.sql`${OWN_COLUMNS}, coalesce(c.n, 0)::float8 AS "userCount"`;

/** The role with its users as far as `scope` reaches; null when there is none. */
export async function findRole(db: Db, roleId: string, scope: TenantScope): Promise<RoleRow | null> {
  const [row] = await db.$queryRaw<RoleRow[]>`
    SELECT ${columns} FROM roles r LEFT JOIN (${reach(scope)}) c ON c.role_id = r.id WHERE r.id = ${roleId}::uuid`;
  return row ?? null;
}

/** A role as it is written, without who has it. */
export type BareRole = Omit<RoleRow, "userCount">;

/** The role, locked until the transaction ends, so that two writers take turns; users may still be given it meanwhile. */
export async function findRoleForUpdate(tx: Db, roleId: string): Promise<BareRole | null> {
  // The lock comes first: a statement that waits for it would still see the permissions as they were before.
  await tx.$queryRaw`SELECT FROM roles WHERE id = ${roleId}::uuid FOR NO KEY UPDATE`;
  const [row] = await tx.$queryRaw<BareRole[]>`SELECT ${OWN_COLUMNS} FROM roles r WHERE r.id = ${roleId}::uuid`;
  return row ?? null;
}

/** Whether the change lets those who have the role do more, or the same in more tenants. False for a role that there is none of. */
export const gainsRights = (
  roleId: string,
  { permissions, isGlobal }: Pick<UpdateRoleInput, "permissions" | "isGlobal">,
): Promise<boolean> =>
  read(async (db) => {
    const role = await findRole(db, roleId, "global");
    const isWider = role !== null && isGlobal === true && !role.isGlobal;
    return isWider || permissions.some((name) => role?.permissions.includes(name) === false);
  });

const SORT_COLUMNS: Readonly<Record<RoleSort, readonly [inner: Prisma.Sql, outer: Prisma.Sql]>> = {
  name: [Prisma.sql`r.name`, Prisma.sql`p.name`],
  createdOn: [Prisma.sql`r.created_on`, Prisma.sql`p."createdOn"`],
};

type CountedRow = { [K in keyof RoleRow]: RoleRow[K] | null } & { readonly total: number };

/** One page of all roles with the total, in one round trip. Roles belong to no tenant; how many have them does. */
export async function listRoles(db: Db, query: ListRolesQuery, scope: TenantScope): Promise<Page<RoleRow>> {
  const filters = filtersOf(query);
  const where = filters.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(filters, " AND ")}`;
  const count =
    filters.length === 0
      ? Prisma.sql`SELECT count(*)::float8 AS total FROM roles`
      : cappedCount(Prisma.sql`roles r ${where}`);
  const { field, descending } = sortOf<RoleSort>(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [inner, outer] = SORT_COLUMNS[field];
  const rows = await db.$queryRaw<CountedRow[]>`
    SELECT t.total, p.* FROM (${count}) t LEFT JOIN (
      SELECT ${columns} FROM (
        SELECT r.id FROM roles r ${where} ORDER BY ${inner} ${direction}, r.id ${direction}
        LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}
      ) cut JOIN roles r ON r.id = cut.id LEFT JOIN (${reach(scope)}) c ON c.role_id = r.id
    ) p ON true ORDER BY ${outer} ${direction}, p."roleId" ${direction}`;
  // An empty page is one row of nulls beside the total.
  const items = rows.filter(({ roleId }) => roleId !== null).map(({ total: _, ...row }) => row as RoleRow);
  const total = rows[0]?.total ?? 0;
  return toPage(items, query, filters.length === 0 ? { totalItems: total } : cappedTotal(total));
}

const filtersOf = ({ search, isSystem }: ListRolesQuery): Prisma.Sql[] => [
  ...(search === undefined ? [] : [Prisma.sql`lower(r.name) LIKE ${containsPattern(search)}`]),
  ...(isSystem === undefined ? [] : [Prisma.sql`r.is_system = ${isSystem}`]),
];

/** How many users have the role and how many open sessions they hold: whom a change reaches (for a dry run). */
export async function countAffected(db: Db, roleId: string): Promise<{ users: number; sessions: number }> {
  const [row] = await db.$queryRaw<{ users: number; sessions: number }[]>`
    SELECT (SELECT coalesce(sum(total), 0) FROM role_user_counts WHERE role_id = ${roleId}::uuid)::float8 AS users,
      (SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE u.role_id = ${roleId}::uuid AND s.revoked_on IS NULL AND s.expires_on > now())::float8 AS sessions`;
  return row ?? { users: 0, sessions: 0 };
}
