import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { accessChanged, forgetAccess } from "../auth/access.ts";
import { newApiKey } from "../auth/api-key.ts";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { findApiKey } from "./queries.ts";
import type { ApiKey, CreateApiKeyInput } from "./schema.ts";

type Key = z.input<typeof ApiKey>;

/** Makes a key. Throws VALIDATION on a role that there is not or that no key may have, on tenants, on a past expiry. */
export async function createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<{ key: Key; secret: string }> {
  const { db, now, actor } = ctx;
  const role = await roleFor(db, input.role);
  const tenantIds =
    input.tenantScope === undefined || input.tenantScope === "global" ? null : unique(input.tenantScope);
  if (tenantIds === null && !role.isGlobal) {
    throw invalid("tenantScope", "The role is bound to tenants: name those that the key may know of");
  }
  await assertTenants(db, tenantIds ?? []);
  if (input.expiresAt !== undefined && input.expiresAt <= now) {
    throw invalid("expiresAt", "Must lie in the future");
  }
  const { secret, hash } = newApiKey();
  const id = uuidv7({ msecs: now.getTime() });
  // Prisma writes an empty array for no array; here the two mean different things.
  await db.$executeRaw`
    INSERT INTO api_keys (id, name, role_id, tenant_ids, hash, created_by_id, created_on, expires_on)
    VALUES (${id}::uuid, ${input.name}, ${role.id}::uuid, ${tenantIds}::uuid[], ${hash}, ${actor.id}::uuid, ${now}, ${input.expiresAt ?? null})`;
  return { key: await known(db, id, now), secret };
}

async function roleFor(db: Db, name: string): Promise<{ id: string; isGlobal: boolean }> {
  const role = await db.role.findUnique({ where: { name }, select: { id: true, isGlobal: true } });
  if (!role) {
    throw invalid("role", "There is no such role");
  }
  if (name === "SuperAdmin") {
    throw invalid("role", "A key never has the role of a SuperAdmin");
  }
  return role;
}

async function assertTenants(db: Db, tenantIds: readonly string[]): Promise<void> {
  const there = await db.tenant.count({ where: { id: { in: [...tenantIds] }, deletedOn: null } });
  if (there < tenantIds.length) {
    throw invalid("tenantScope", "Names a tenant that there is not");
  }
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

/** Revokes the key, on every instance at commit. Throws NOT_FOUND, CONFLICT when it is revoked already, PRECONDITION_FAILED. */
export async function revokeApiKey(ctx: Context, apiKeyId: string): Promise<{ before: Key; after: Key }> {
  const { db, now, ifMatch } = ctx;
  await db.$queryRaw`SELECT FROM api_keys WHERE id = ${apiKeyId}::uuid FOR UPDATE`;
  const before = await findApiKey(db, apiKeyId, now);
  if (!before) {
    throw new AppError("NOT_FOUND");
  }
  if (ifMatch !== null && !ifMatch.includes(versionOf(before))) {
    throw new AppError("PRECONDITION_FAILED");
  }
  if (before.revokedOn !== null) {
    throw conflictOn("apiKeyId", "The key has been revoked already");
  }
  await db.apiKey.update({ where: { id: apiKeyId }, data: { revokedOn: now }, select: { id: true } });
  await accessChanged(db, apiKeyId);
  ctx.afterCommit(() => forgetAccess(apiKeyId));
  return { before, after: await known(db, apiKeyId, now) };
}

/** A key changes once, when it is revoked; that it was used or expires is no change. */
export const versionOf = ({ revokedOn }: Pick<Key, "revokedOn">): number => (revokedOn === null ? 1 : 2);

async function known(db: Db, apiKeyId: string, now: Date): Promise<Key> {
  const key = await findApiKey(db, apiKeyId, now);
  if (!key) {
    throw new Error("a key was written and cannot be read");
  }
  return key;
}

/** Forgets the keys of a role that no longer work, so that the role can be deleted; those that work stay in its way. */
export const forgetDeadKeys = (tx: Db, roleId: string, now: Date): Promise<number> =>
  tx.$executeRaw(
    Prisma.sql`DELETE FROM api_keys WHERE role_id = ${roleId}::uuid AND (revoked_on IS NOT NULL OR expires_on <= ${now})`,
  );
