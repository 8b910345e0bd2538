import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import type { RoleRights } from "./target.ts";

/** Whether a role of these rights may do something that another may not, or everywhere what the other may do in some tenants. */
export const hasMore = (next: RoleRights, present: RoleRights): boolean =>
  (next.isGlobalRole && !present.isGlobalRole) ||
  (!present.permissions.includes("*") && next.permissions.some((name) => !present.permissions.includes(name)));

/** Whether the role gives the user more rights than the present one; to a user that is not there yet, any right is more. Names that there are none of give none. */
export async function isElevation(role: string, userId?: string): Promise<boolean> {
  const next = await rightsWhere(Prisma.sql`r.name = ${role}`);
  const present =
    userId === undefined
      ? NOTHING
      : await rightsWhere(Prisma.sql`r.id = (SELECT u.role_id FROM users u WHERE u.id = ${userId}::uuid)`);
  return hasMore(next, present);
}

/** Whether the user has a role of an executive. */
export const isExecutive = async (userId: string): Promise<boolean> =>
  read(async (db) => {
    const user = await db.user.findUnique({ where: { id: userId }, select: { role: { select: { name: true } } } });
    return user?.role.name.startsWith("ROLE_EXECUTIVE_") ?? false;
  });

const NOTHING: RoleRights = { isGlobalRole: false, permissions: [] };

const rightsWhere = (where: Prisma.Sql): Promise<RoleRights> =>
  read(async (db) => {
    const [row] = await db.$queryRaw<RoleRights[]>`
      SELECT r.is_global AS "isGlobalRole",
        ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions
      FROM roles r WHERE ${where}`;
    return row ?? NOTHING;
  });
