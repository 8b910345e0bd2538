import { AppError, conflictOn } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { forbidden } from "../operation/decision.ts";
import type { Actor, Context } from "../operation/operation.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import type { UserStatus } from "./schema.ts";

/** A user as its writers see it, all tenants included. */
export interface Target {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly status: UserStatus;
  readonly version: number;
  readonly tokenVersion: number;
  readonly lockReason: string | null;
  /** False while nobody has ever signed in with it or chosen a password. */
  readonly isRegistered: boolean;
  readonly roleId: string;
  readonly role: string;
  readonly isGlobalRole: boolean;
  readonly permissions: readonly string[];
  readonly tenantIds: readonly string[];
  readonly isErased: boolean;
}

/** The rights of a role, as far as they decide who may hand it out. */
export type RoleRights = Pick<Target, "isGlobalRole" | "permissions">;

/**
 * The user, locked until the transaction ends. Throws NOT_FOUND outside the actor's scope, FORBIDDEN when the actor may see but
 * not govern it, CONFLICT when it is erased, PRECONDITION_FAILED on a stale If-Match.
 */
export async function lockTarget(ctx: Context, userId: string): Promise<Target> {
  const [target] = await lockTargets(ctx, [userId]);
  if (!target || target instanceof AppError) {
    throw target ?? new AppError("NOT_FOUND");
  }
  return target;
}

/** As `lockTarget` for many, locked in the order of their ids: each, or what it would throw, in the order asked for. */
export async function lockTargets(ctx: Context, userIds: readonly string[]): Promise<(Target | AppError)[]> {
  const ids = [...userIds];
  // The lock comes first: a statement that waits for it would still see memberships as they were before.
  await ctx.db.$queryRaw`SELECT FROM users WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  const found = new Map((await findTargets(ctx.db, ids)).map((target) => [target.userId, target]));
  return userIds.map((userId) => reached(ctx, found.get(userId)));
}

function reached({ actor, ifMatch }: Context, target: Target | undefined): Target | AppError {
  if (!target || !isVisible(actor, target)) {
    return new AppError("NOT_FOUND");
  }
  if (!mayGovern(actor, target)) {
    return forbidden({
      decidedBy: "scope",
      explanation: "The user has a higher role or belongs to tenants that are not assigned to the caller",
    });
  }
  if (target.isErased) {
    return conflictOn("userId", "The user was erased: nothing of the account is left to act on");
  }
  return ifMatch !== null && !ifMatch.includes(target.version) ? new AppError("PRECONDITION_FAILED") : target;
}

/** Support lifts locks and sets none (decisions §3). */
export const mayLock = ({ role }: Pick<Actor, "role">): boolean => role !== "Support";

/** Whether a write of the user would get past `lockTarget`: the console offers no act that would be refused. */
export async function isGovernable(db: Db, actor: Actor, userId: string): Promise<boolean> {
  const [target] = await findTargets(db, [userId]);
  return target !== undefined && isVisible(actor, target) && mayGovern(actor, target);
}

/** The users as they stand; those that there are none of are missing. */
const findTargets = (db: Db, userIds: readonly string[]): Promise<Target[]> => db.$queryRaw<Target[]>`
    SELECT u.id AS "userId", u.email, u.name, u.status, u.version, u.token_version AS "tokenVersion", u.lock_reason AS "lockReason",
      u.erased_on IS NOT NULL AS "isErased",
      u.password_hash IS NOT NULL OR u.last_login_on IS NOT NULL AS "isRegistered",
      u.role_id AS "roleId", r.name AS role, r.is_global AS "isGlobalRole",
      ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions,
      ARRAY(SELECT m.tenant_id::text FROM user_tenants m WHERE m.user_id = u.id ORDER BY 1) AS "tenantIds"
    FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ANY(${[...userIds]}::uuid[])`;

const isVisible = ({ tenantScope }: Actor, { tenantIds }: Target): boolean =>
  tenantScope === "global" || tenantIds.some((id) => tenantScope.includes(id));

/** To hand out a role, or a link that opens an account with one. */
const HANDS_OUT = ["USERS_ASSIGN", "USERS_CREATE"];

/**
 * A SuperAdmin is governed by SuperAdmins alone; and whoever hands out roles governs nobody whose role is above what they could hand
 * out.
 */
export function mayGovernRole(actor: Actor, target: RoleRights & Pick<Target, "role">): boolean {
  if (actor.role === "SuperAdmin" || actor.isSystem) {
    return true;
  }
  const handsOut = HANDS_OUT.some((name) => actor.permissions.has(name));
  return target.role !== "SuperAdmin" && (!handsOut || mayAssign(actor, target));
}

/** Within a scope of tenants, only who belongs to no tenant outside it. No read of the API tells: it would name the outside. */
const mayGovern = (actor: Actor, target: Target): boolean =>
  mayGovernRole(actor, target) &&
  (actor.tenantScope === "global" || target.tenantIds.every((id) => actor.tenantScope.includes(id)));

/**
 * Whether the actor may give the role to somebody. A SuperAdmin may give any; nobody else one with a permission that they lack, nor,
 * within a scope of tenants, a global one. Permissions of the tenants' own application are nobody's here and go with any.
 */
export const mayAssign = ({ role: own, isSystem, tenantScope, permissions }: Actor, role: RoleRights): boolean =>
  own === "SuperAdmin" ||
  isSystem === true ||
  ((tenantScope === "global" || !role.isGlobalRole) &&
    role.permissions.every((name) => permissions.has(name) || name.startsWith("ORDERS_")));

/**
 * Throws CONFLICT on `field` when without this user no active SuperAdmin would be left (decisions §5). Whoever takes one away
 * holds the role's row until the commit, so that two who take away each other come one after the other. `leaving` go in the same
 * transaction: nobody counts on those.
 */
export async function assertNotLastSuperAdmin(
  db: Db,
  { userId, role, status }: Target,
  field: string,
  leaving: readonly string[] = [],
): Promise<void> {
  if (role !== "SuperAdmin" || status !== "active") {
    return;
  }
  const roleId = SYSTEM_ROLES.SuperAdmin.id;
  await db.$queryRaw`SELECT FROM roles WHERE id = ${roleId}::uuid FOR NO KEY UPDATE`;
  const [other] = await db.$queryRaw<object[]>`
    SELECT id FROM users WHERE role_id = ${roleId}::uuid AND status = 'active'
      AND id <> ALL(${[...leaving, userId]}::uuid[]) LIMIT 1`;
  if (!other) {
    throw conflictOn(field, "This is the last active SuperAdmin");
  }
}
