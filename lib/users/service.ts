import { v7 as uuidv7 } from "uuid";
import { issueOneTimeToken } from "../auth/passwords.ts";
import { AppError, invalid } from "../core/errors.ts";
import { conflict } from "../db/errors.ts";
import type { Context } from "../operation/operation.ts";
import type { CreateUserInput } from "./schema.ts";

export interface CreatedUser {
  readonly userId: string;
  readonly email: string;
  readonly status: "active" | "invited";
  readonly inviteToken?: string;
}

/**
 * Makes an account: active with a password hash, invited without. Throws VALIDATION on an unknown role or tenant, FORBIDDEN when a
 * scoped actor names a foreign tenant or a global role (decisions §9), CONFLICT on a taken address: the unique index decides.
 */
export async function createUser(
  ctx: Context,
  input: CreateUserInput,
  passwordHash: string | null,
): Promise<CreatedUser> {
  const { db, now } = ctx;
  const role = await db.role.findUnique({ where: { name: input.role }, select: { id: true, isGlobal: true } });
  if (!role) {
    throw invalid("role", "There is no such role");
  }
  const tenantIds = [...new Set(input.tenantIds)];
  assertWithinScope(ctx, tenantIds, role.isGlobal);
  const known = await db.tenant.count({ where: { id: { in: tenantIds }, deletedOn: null } });
  if (known !== tenantIds.length) {
    throw invalid("tenantIds", "Names a tenant that does not exist");
  }
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
  if (tenantIds.length > 0) {
    await db.userTenant.createMany({ data: tenantIds.map((tenantId) => ({ tenantId, userId: id })) });
  }
  const inviteToken = passwordHash === null ? { inviteToken: await issueOneTimeToken(db, id, "invite", now) } : {};
  return { userId: id, email: input.email, status, ...inviteToken };
}

function assertWithinScope({ actor }: Context, tenantIds: readonly string[], isGlobalRole: boolean): void {
  const { tenantScope } = actor;
  if (tenantScope === "global") {
    return;
  }
  if (isGlobalRole || tenantIds.length === 0 || !tenantIds.every((id) => tenantScope.includes(id))) {
    throw new AppError("FORBIDDEN");
  }
}
