import { v7 as uuidv7 } from "uuid";
import { newApiKey } from "../auth/api-key.ts";
import { prisma } from "../db/client.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { anonymous, type Client } from "./client.ts";

interface KeyOptions {
  readonly roleId?: string;
  readonly tenantIds?: readonly string[];
}

/** Inserts a key of the role; resolves to its id and a client that calls with it. */
export async function addApiKey(
  role: Exclude<SystemRoleName, "SuperAdmin">,
  { roleId = SYSTEM_ROLES[role].id, tenantIds }: KeyOptions = {},
): Promise<{ apiKeyId: string; secret: string; client: Client }> {
  const apiKeyId = uuidv7();
  const { secret, hash } = newApiKey();
  await prisma().$executeRaw`INSERT INTO api_keys (id, name, role_id, tenant_ids, hash)
    VALUES (${apiKeyId}::uuid, 'Display', ${roleId}::uuid, ${tenantIds ?? null}::uuid[], ${hash})`;
  return { apiKeyId, secret, client: anonymous().with(secret) };
}
