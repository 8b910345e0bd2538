import type { AuditAction } from "../audit/actions.ts";
import { type TenantRow, toTenant } from "./queries.ts";

/** A tenant before and after a write. */
export interface TenantChange {
  readonly before: TenantRow;
  readonly after: TenantRow;
}

const about = ({ tenantId }: TenantRow) => ({ entityType: "tenant" as const, entityId: tenantId, tenantId });

/** The row of a creation. */
export const tenantCreated = (tenant: TenantRow) => ({
  ...about(tenant),
  action: "TENANT_CREATED" as const,
  after: toTenant(tenant),
});

/** The row of a change: the resource before and after, and why. */
export const tenantChanged = <A extends AuditAction>(action: A, { before, after }: TenantChange, reason?: string) => ({
  ...about(after),
  action,
  reason,
  before: toTenant(before),
  after: toTenant(after),
});
