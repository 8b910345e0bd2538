import { PERMISSIONS, type Permission } from "./permissions.ts";

/** Whoever has one of these can take the rest, or undo what others are protected by. */
const HIGH_POWER: ReadonlySet<string> = new Set<Permission>([
  "ROLES_EDIT",
  "CONFIG_EDIT",
  "OVERRIDES_EDIT",
  "TENANTS_DELETE",
  "USERS_ASSIGN",
  "RULES_EXECUTE",
  "API_KEYS_EDIT",
]);

/** True where a role gains a permission of high power, or gains anything and then holds half of all permissions or more. */
export function isWildcardLike(before: readonly string[], after: readonly string[]): boolean {
  const gained = after.filter((name) => !before.includes(name));
  const isBroad = after.length * 2 >= Object.keys(PERMISSIONS).length;
  return gained.some((name) => HIGH_POWER.has(name)) || (gained.length > 0 && isBroad);
}
