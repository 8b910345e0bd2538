import { clock } from "../core/clock.ts";
import { AppError, StaleCredentialsError } from "../core/errors.ts";
import { singleton } from "../core/singleton.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import type { Actor } from "../operation/operation.ts";
import { rememberedAccess } from "./access.ts";
import { scopeOfRole } from "./standing.ts";
import { hashSecret, newSecret } from "./tokens.ts";

const PREFIX = "rk_";
const FORMAT = /^rk_[\w-]{43}$/;
/** A use is written down at most this often a key and process. */
const TOUCH_MS = 1000;

/** A new key of 256 random bits, and the hash that is stored of it. */
export function newApiKey(): { readonly secret: string; readonly hash: Uint8Array<ArrayBuffer> } {
  const secret = `${PREFIX}${newSecret().secret}`;
  return { secret, hash: hashSecret(secret) };
}

/** Whether the bearer token is an API key, good or not, and no access token. */
export const isApiKey = (token: string): boolean => token.startsWith(PREFIX);

/**
 * The key as a caller, with its role and tenants as they stand now. Throws UNAUTHENTICATED; of a key that was ours but is revoked,
 * expired, or left without any active tenant, as StaleCredentialsError.
 */
export async function keyActor(token: string): Promise<Actor> {
  if (!FORMAT.test(token)) {
    throw new AppError("UNAUTHENTICATED");
  }
  const hash = hashSecret(token);
  const access = await rememberedAccess(`key ${Buffer.from(hash).toString("base64url")}`, async () => {
    const key = await load(Prisma.sql`k.hash = ${hash}`);
    if (!key?.isGood) {
      // Thrown, so that nothing is remembered of what anybody may send.
      throw key ? new StaleCredentialsError(key.id, key.role, "apiKey") : new AppError("UNAUTHENTICATED");
    }
    return { actor: actorOf(key), tokenVersion: 0, mfaEnabled: false, expiresOn: key.expiresOn };
  });
  if (!access || (access.expiresOn && access.expiresOn <= clock.now())) {
    throw new StaleCredentialsError(access?.actor.id ?? "", access?.actor.role ?? "", "apiKey");
  }
  await touch(access.actor.id ?? "");
  return access.actor;
}

/** The key's rights at this moment, for work that goes on after the call; null when it no longer works. */
export async function accessOfKey(apiKeyId: string): Promise<Actor | null> {
  const key = await load(Prisma.sql`k.id = ${apiKeyId}::uuid`);
  return key?.isGood ? actorOf(key) : null;
}

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly isGlobal: boolean;
  readonly permissions: string[];
  readonly tenantIds: string[] | null;
  readonly expiresOn: Date | null;
  readonly isGood: boolean;
}

async function load(where: Prisma.Sql): Promise<KeyRow | null> {
  const now = clock.now();
  const [row] = await read(
    (db) => db.$queryRaw<KeyRow[]>`
    SELECT k.id, k.name, r.name AS role, r.is_global AS "isGlobal", k.tenant_ids::text[] AS "tenantIds", k.expires_on AS "expiresOn",
      ARRAY(SELECT p.permission_name FROM role_permissions p WHERE p.role_id = r.id ORDER BY 1) AS permissions,
      k.revoked_on IS NULL AND (k.expires_on IS NULL OR k.expires_on > ${now}) AND (k.tenant_ids IS NULL OR EXISTS (
        SELECT FROM tenants t WHERE t.id = ANY(k.tenant_ids) AND t.is_active AND t.deleted_on IS NULL)) AS "isGood"
    FROM api_keys k JOIN roles r ON r.id = k.role_id WHERE ${where}`,
  );
  return row ?? null;
}

const actorOf = ({ id, name, role, isGlobal, permissions, tenantIds }: KeyRow): Actor => ({
  id,
  isKey: true,
  role,
  permissions: new Set(permissions),
  tenantScope: tenantIds ?? scopeOfRole(role, isGlobal, []),
  sessionId: null,
  profile: { email: "", name },
});

/** Writes down that the key is in use. The condition keeps several instances from writing the same second twice. */
async function touch(id: string): Promise<void> {
  const touched = singleton("apiKeyUses", () => new Map<string, number>());
  const now = clock.now();
  if (now.getTime() - (touched.get(id) ?? 0) < TOUCH_MS) {
    return;
  }
  touched.set(id, now.getTime());
  await read(
    (db) => db.$executeRaw`
    UPDATE api_keys SET last_used_on = ${now}
    WHERE id = ${id}::uuid AND (last_used_on IS NULL OR last_used_on <= ${new Date(now.getTime() - TOUCH_MS)})`,
  );
}
