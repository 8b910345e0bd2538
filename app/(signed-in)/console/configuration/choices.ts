import { roleLabel } from "#lib/policy/role-label";
import { SYSTEM_ROLE_NAMES } from "#lib/policy/roles";

/** Roles by the names that people know. */
export const roleChoices = (): Record<string, string> =>
  Object.fromEntries(SYSTEM_ROLE_NAMES.map((name) => [name, roleLabel(name)]));
