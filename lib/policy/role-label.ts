import { isSystemRole } from "./roles.ts";

/** A role's name as people say it: `SuperAdmin` → "Super admin", `ROLE_EXECUTIVE_CFO` → "Executive CFO". A custom one is its own. */
export function roleLabel(role: string): string {
  if (!isSystemRole(role)) {
    return role;
  }
  if (!role.startsWith("ROLE_")) {
    return role.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ [A-Z]/g, (letter) => letter.toLowerCase());
  }
  const words = role.slice("ROLE_".length).split("_");
  const phrase = words.map((word) => (/^C[EFOT]O$/.test(word) ? word : word.toLowerCase())).join(" ");
  return phrase[0]?.toUpperCase() + phrase.slice(1);
}
