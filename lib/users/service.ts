import { v7 as uuidv7 } from "uuid";
import { invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { conflict } from "../db/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import { forbidden } from "../operation/decision.ts";
import type { Context } from "../operation/operation.ts";
import { announce, shutOut, writeUser } from "./change.ts";
import type { CreateUserInput, UpdateUserInput } from "./schema.ts";
import type { StandingChange } from "./standing.ts";
import { assertNotLastSuperAdmin, lockTarget, mayAssign, type RoleRights, type Target } from "./target.ts";

export interface CreatedUser {
  readonly userId: string;
  readonly email: string;
  readonly status: "active" | "invited";
}

interface Role extends RoleRights {
  readonly id: string;
  readonly name: string;
}

/**
 * Makes an account: active with a password hash, invited without. Throws VALIDATION on an unknown role or tenant, FORBIDDEN when a
 * scoped actor names a foreign tenant or a higher role (decisions §9), CONFLICT on a taken address: the unique index decides.
 */
export async function createUser(
  ctx: Context,
  input: CreateUserInput,
  passwordHash: string | null,
): Promise<CreatedUser> {
  const { db, now } = ctx;
  const role = await findRole(db, input.role);
  const tenantIds = [...new Set(input.tenantIds)];
  assertMayPlace(ctx, role, tenantIds);
  await assertTenantsExist(db, tenantIds);
  const id = uuidv7({ msecs: now.getTime() });
  const status = passwordHash === null ? "invited" : "active";
  await db.user
    .create({
      data: {
        id,
        email: input.email,
        name: input.name,
        roleId: role.id,
        status,
        passwordHash,
        passwordChangedOn: passwordHash === null ? null : now,
        createdOn: now,
        updatedOn: now,
        ...(passwordHash !== null && { passwordHistory: { create: { hash: passwordHash, createdOn: now } } }),
      },
      select: { id: true },
    })
    .catch(conflict("email", "This e-mail address is taken"));
  await addMemberships(db, id, tenantIds);
  const created = { userId: id, role: role.name, status, tenantIds } as const;
  await announce(ctx, "user.created", created, created);
  return { userId: id, email: input.email, status };
}

/**
 * Changes name, role and tenants (decisions §5). Another role or other tenants end the user's sessions. Throws NOT_FOUND,
 * VALIDATION, FORBIDDEN, PRECONDITION_FAILED, and CONFLICT when it demotes the last active SuperAdmin.
 */
export async function updateUser(ctx: Context, userId: string, input: UpdateUserInput): Promise<StandingChange> {
  const { db } = ctx;
  const before = await lockTarget(ctx, userId);
  const role = await findRole(db, input.role);
  const tenantIds = [...new Set(input.tenantIds ?? before.tenantIds)].sort();
  assertMayPlace(ctx, role, tenantIds);
  if (role.id !== before.roleId) {
    await assertNotLastSuperAdmin(db, before, "role");
  }
  const isMoved = await moveMemberships(db, before, tenantIds);
  const outdatesTokens = isMoved || role.id !== before.roleId;
  const written = await writeUser(ctx, userId, {
    set: Prisma.sql`name = ${input.name}, role_id = ${role.id}::uuid`,
    outdatesTokens,
  });
  const ended = outdatesTokens ? await shutOut(ctx, userId, "access-changed") : { sessions: 0, refreshTokens: 0 };
  const after: Target = { ...before, ...written, name: input.name, role: role.name, tenantIds };
  await announce(ctx, "user.updated", before, after);
  return { before, after, ended };
}

/** The role, kept from being deleted until the transaction ends. Throws VALIDATION when there is none of the name. */
async function findRole(db: Db, name: string): Promise<Role> {
  const [role] = await db.$queryRaw<Role[]>`
    SELECT r.id, r.name, r.is_global AS "isGlobalRole",
      ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions
    FROM roles r WHERE r.name = ${name} FOR KEY SHARE OF r`;
  if (!role) {
    throw invalid("role", "There is no such role");
  }
  return role;
}

/** Throws FORBIDDEN when a scoped actor names a foreign tenant, none at all, or a higher role (decisions §9 Scoped roles). */
function assertMayPlace({ actor }: Context, role: RoleRights, tenantIds: readonly string[]): void {
  const { tenantScope } = actor;
  const isWithin =
    tenantScope === "global" || (tenantIds.length > 0 && tenantIds.every((id) => tenantScope.includes(id)));
  if (!isWithin || !mayAssign(actor, role)) {
    throw forbidden({
      decidedBy: "scope",
      explanation: "The users that this caller makes belong to the assigned tenants and have no higher role",
    });
  }
}

async function assertTenantsExist(db: Db, tenantIds: readonly string[]): Promise<void> {
  const known = await db.tenant.count({ where: { id: { in: [...tenantIds] }, deletedOn: null } });
  if (known !== tenantIds.length) {
    throw invalid("tenantIds", "Names a tenant that does not exist");
  }
}

/** Makes `tenantIds` the user's tenants. Returns whether that changed anything. Throws VALIDATION on a new one that does not exist. */
async function moveMemberships(db: Db, before: Target, tenantIds: readonly string[]): Promise<boolean> {
  const { userId } = before;
  const added = tenantIds.filter((id) => !before.tenantIds.includes(id));
  const removed = before.tenantIds.filter((id) => !tenantIds.includes(id));
  if (added.length + removed.length === 0) {
    return false;
  }
  await assertTenantsExist(db, added);
  // All at once and in their order, as the counters' trigger takes them: two moves in opposite directions take turns.
  await db.$queryRaw`SELECT FROM tenants WHERE id = ANY(${[...added, ...removed]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  if (removed.length > 0) {
    await db.userTenant.deleteMany({ where: { userId, tenantId: { in: removed } } });
  }
  await addMemberships(db, userId, added);
  return true;
}

async function addMemberships(db: Db, userId: string, tenantIds: readonly string[]): Promise<void> {
  if (tenantIds.length > 0) {
    await db.userTenant.createMany({ data: tenantIds.map((tenantId) => ({ tenantId, userId })) });
  }
}
