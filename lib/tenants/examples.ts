import type { Tenant } from "./schema.ts";

/** A tenant for the documentation; it satisfies its schema, which the conformance test checks. */
export const example: Tenant = {
  tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
  code: "TNT001",
  name: "Tenant Name",
  timezone: "UTC",
  currency: "USD",
  isActive: true,
  status: "active",
  statusReason: null,
  segment: "smb",
  plan: "starter",
  createdOn: "2026-01-05T08:00:00.000Z",
  updatedOn: "2026-01-05T08:00:00.000Z",
  deletedOn: null,
  userCount: 0,
};
/** Its place in a path. */
export const path = { tenantId: example.tenantId };
