import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { Actor, Context, TenantScope } from "../operation/operation.ts";
import { columns } from "./columns.ts";
import type { User, UserDetail } from "./schema.ts";
import { mayGovernRole } from "./target.ts";

interface DetailRow extends z.input<typeof User> {
  version: number;
  updatedOn: Date;
  erasedOn: Date | null;
  lockReason: string | null;
  lockedById: string | null;
  lockedOn: Date | null;
  isGlobalRole: boolean;
  permissions: string[];
}

/** One user with open sessions and latest activity, and the row's version; null when there is none in scope. */
async function findUser(
  db: Db,
  userId: string,
  actor: Actor,
): Promise<{ user: z.input<typeof UserDetail>; version: number } | null> {
  const scope = actor.tenantScope;
  const visible =
    scope === "global"
      ? Prisma.empty
      : Prisma.sql`AND EXISTS (SELECT 1 FROM user_tenants m WHERE m.user_id = u.id AND m.tenant_id = ANY(${scope}::uuid[]))`;
  const [row] = await db.$queryRaw<DetailRow[]>`
    SELECT ${columns(scope)}, u.version, u.updated_on AS "updatedOn", u.erased_on AS "erasedOn", u.lock_reason AS "lockReason", ${visibleUser(Prisma.sql`u.locked_by_id`, scope)} AS "lockedById", u.locked_on AS "lockedOn",
      r.is_global AS "isGlobalRole", ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions
    FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ${userId}::uuid ${visible}`;
  if (!row) {
    return null;
  }
  const [sessions, recentActivity] = await Promise.all([
    db.$queryRaw<z.input<typeof UserDetail>["sessions"]>`
      SELECT id AS "sessionId", kind, ip_address AS "ipAddress", user_agent AS "userAgent", created_on AS "createdOn",
        last_seen_on AS "lastSeenOn", expires_on AS "expiresOn"
      FROM sessions WHERE user_id = ${userId}::uuid AND revoked_on IS NULL AND expires_on > now() ORDER BY created_on DESC, id DESC LIMIT 50`,
    db.$queryRaw<z.input<typeof UserDetail>["recentActivity"]>`
      SELECT audit_id AS "auditId", occurred_on AS "occurredOn", action, outcome FROM audit_events
      WHERE actor_id = ${userId}::uuid ${ownOrWithin(scope)} ORDER BY occurred_on DESC, audit_id DESC LIMIT 20`,
  ]);
  const { version, lockReason, lockedById, lockedOn, isGlobalRole, permissions, ...user } = row;
  const isLocked = user.status === "locked" || user.status === "suspended";
  return {
    version,
    user: {
      ...user,
      isWithinReach: mayGovernRole(actor, { role: user.role, isGlobalRole, permissions }),
      sessions,
      recentActivity,
      lock: isLocked ? { reason: lockReason, by: lockedById, on: lockedOn } : null,
    },
  };
}

/** Of what the user did: the own signing in and out, and what concerns the tenants in scope. */
const ownOrWithin = (scope: TenantScope): Prisma.Sql =>
  scope === "global"
    ? Prisma.empty
    : Prisma.sql`AND (tenant_id = ANY(${[...scope]}::uuid[]) OR (tenant_id IS NULL AND action LIKE 'AUTH%'))`;

/** The user as the detail shows it, with its ETag's version. Throws NOT_FOUND outside the actor's scope. */
export async function shown(
  { db, actor }: Context,
  userId: string,
): Promise<{ data: z.input<typeof UserDetail>; version: number }> {
  const found = await findUser(db, userId, actor);
  if (!found) {
    throw new AppError("NOT_FOUND");
  }
  return { data: found.user, version: found.version };
}
