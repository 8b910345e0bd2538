import type { Db } from "../db/client.ts";

/** Disables the tenant's webhooks for as long as it is suspended (SRS §6.5); those disabled before stay so for their own reason. Returns how many. */
export const haltWebhooks = (tx: Db, tenantId: string, now: Date): Promise<number> => tx.$executeRaw`
  UPDATE webhooks SET is_enabled = false, disabled_because = 'tenant', version = version + 1, updated_on = ${now.toISOString()}::timestamptz
  WHERE tenant_id = ${tenantId}::uuid AND is_enabled`;

/** Makes the tenant's webhooks what they were before it was suspended (decisions §5). Returns how many are enabled again. */
export const resumeWebhooks = (tx: Db, tenantId: string, now: Date): Promise<number> => tx.$executeRaw`
  UPDATE webhooks SET is_enabled = true, disabled_because = NULL, version = version + 1, updated_on = ${now.toISOString()}::timestamptz
  WHERE tenant_id = ${tenantId}::uuid AND disabled_because = 'tenant'`;
