import type { Policy } from "../operation/operation.ts";

/** Rules are read by whoever may see them, within their tenants. */
export const RULE_READERS: Policy = {
  access: "roles",
  roles: ["SuperAdmin", "Auditor"],
  permission: "RULES_VIEW",
  customRoles: true,
};
/** A rule acts on everybody: only a SuperAdmin writes one. */
export const RULE_WRITERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "RULES_EDIT" };
/** Running a rule, on trial or for good, shows and touches everybody. */
export const RULE_RUNNERS: Policy = { access: "roles", roles: ["SuperAdmin"], permission: "RULES_EXECUTE" };
