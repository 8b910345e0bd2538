import { v7 as uuidv7 } from "uuid";
import { forgetDeadKeys } from "../api-keys/service.ts";
import { accessChanged, forgetAccess } from "../auth/access.ts";
import { AppError, conflictOn } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { conflict, inUse } from "../db/errors.ts";
import type { Context } from "../operation/operation.ts";
import { type BareRole, findRoleForUpdate } from "./queries.ts";
import type { CreateRoleInput, UpdateRoleInput } from "./schema.ts";

/** A role before and after a write. */
export interface RoleChange {
  readonly before: BareRole;
  readonly after: BareRole;
}

const taken = (name: string) => conflict("name", `Role name ${name} is taken`);

/** Makes a custom role. Throws CONFLICT on a taken name: the unique index decides (SRS §8.1). */
export async function createRole({ db, now }: Context, input: CreateRoleInput): Promise<BareRole> {
  const { name, description, isGlobal } = input;
  const permissions = sorted(input.permissions);
  const roleId = uuidv7({ msecs: now.getTime() });
  await db.role
    .create({
      data: { id: roleId, name, description, isGlobal, createdOn: now, updatedOn: now },
      select: { id: true },
    })
    .catch(taken(name));
  await grant(db, roleId, permissions);
  return {
    roleId,
    name,
    description,
    permissions,
    isSystem: false,
    isGlobal,
    version: 1,
    createdOn: now,
    updatedOn: now,
  };
}

/**
 * Replaces the permissions and what else is given (SRS §8.3). It costs the same for one user as for a million: nothing of theirs is
 * written, every instance asks anew what each session may do. Throws NOT_FOUND, CONFLICT on a system role or a taken name,
 * PRECONDITION_FAILED.
 */
export async function updateRole(ctx: Context, roleId: string, input: UpdateRoleInput): Promise<RoleChange> {
  const { db, now } = ctx;
  const before = await lockRole(ctx, roleId);
  const { name = before.name, description = before.description, isGlobal = before.isGlobal } = input;
  const permissions = sorted(input.permissions);
  const { version } = await db.role
    .update({
      where: { id: roleId },
      data: { name, description, isGlobal, version: { increment: 1 }, updatedOn: now },
      select: { version: true },
    })
    .catch(taken(name));
  const removed = without(before.permissions, permissions);
  await db.rolePermission.deleteMany({ where: { roleId, permissionName: { in: removed } } });
  await grant(db, roleId, without(permissions, before.permissions));
  ctx.afterCommit(() => forgetAccess());
  await accessChanged(db);
  return { before, after: { ...before, name, description, permissions, isGlobal, version, updatedOn: now } };
}

/** Deletes a custom role that nobody has: the foreign keys of users and API keys decide. Throws NOT_FOUND, CONFLICT, PRECONDITION_FAILED. */
export async function deleteRole(ctx: Context, roleId: string): Promise<BareRole> {
  const role = await lockRole(ctx, roleId);
  await forgetDeadKeys(ctx.db, roleId, ctx.now);
  await ctx.db.role
    .delete({ where: { id: roleId }, select: { id: true } })
    .catch(inUse("roleId", "The role is assigned to users or API keys: give them another one first"));
  return role;
}

async function lockRole({ db, ifMatch }: Context, roleId: string): Promise<BareRole> {
  const role = await findRoleForUpdate(db, roleId);
  if (!role) {
    throw new AppError("NOT_FOUND");
  }
  if (role.isSystem) {
    throw conflictOn("roleId", "System roles cannot be changed");
  }
  if (ifMatch !== null && !ifMatch.includes(role.version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return role;
}

async function grant(db: Db, roleId: string, permissions: readonly string[]): Promise<void> {
  if (permissions.length > 0) {
    await db.rolePermission.createMany({ data: permissions.map((permissionName) => ({ roleId, permissionName })) });
  }
}

const sorted = (permissions: readonly string[]): string[] => [...new Set(permissions)].sort();

/** The members of `list` that `other` lacks. */
export const without = (list: readonly string[], other: readonly string[]): string[] =>
  list.filter((member) => !other.includes(member));
