import { randomUUID } from "node:crypto";
import { read } from "../db/transaction.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { auditRows } from "../testing/rows.ts";

/** An input that creates a tenant, with a code of its own. */
export const tenantInput = (change: object = {}) => ({
  name: "Acme Mail",
  code: `T-${randomUUID().slice(0, 12).toUpperCase()}`,
  timezone: "UTC",
  currency: "USD",
  ...change,
});

/** The audit rows about an entity, oldest first. */
export const auditOf = (entityId: string) => auditRows({ entityId });

/** A user of the role with one open session and an unspent refresh token, as a member of the tenants. */
export async function memberOf(
  tenantIds: readonly string[],
  role: SystemRoleName = "PoolAdmin",
): Promise<{ userId: string; sessionId: string }> {
  const userId = randomUUID();
  const sessionId = randomUUID();
  const expiresOn = new Date(Date.now() + 86_400_000);
  await read((db) =>
    db.user.create({
      data: {
        id: userId,
        email: `${userId}@example.com`,
        name: "Ann Lee",
        roleId: SYSTEM_ROLES[role].id,
        status: "active",
        tenants: { create: tenantIds.map((tenantId) => ({ tenantId })) },
        sessions: {
          create: {
            id: sessionId,
            kind: "api",
            expiresOn,
            refreshTokens: { create: { hash: Buffer.from(sessionId), expiresOn } },
          },
        },
      },
    }),
  );
  return { userId, sessionId };
}
