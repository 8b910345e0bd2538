import { randomUUID } from "node:crypto";
import type { Caller, TenantScope } from "../operation/operation.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";

/** A caller of the role for tests, each a person of their own. */
export const callerOf = (role: SystemRoleName, tenantScope: TenantScope = "global"): Caller => ({
  actor: {
    id: randomUUID(),
    role,
    permissions: new Set(SYSTEM_ROLES[role].permissions),
    tenantScope,
    sessionId: null,
  },
  request: { requestId: randomUUID(), ipAddress: null, clientAddress: "192.0.2.1", userAgent: null },
});
