import type { Policy } from "../operation/operation.ts";

/** Who may see webhooks (decisions §3): PoolAdmin and Support have no part in them. */
export const READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "WEBHOOKS_VIEW",
  customRoles: true,
  tenantScoped: true,
};

/** Who may change, test and repeat. */
export const EDITORS: Policy = {
  access: "roles",
  roles: ["SuperAdmin"],
  permission: "WEBHOOKS_EDIT",
  tenantScoped: true,
};
