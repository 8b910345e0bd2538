import { SYSTEM_ROLE_NAMES } from "./roles.ts";

/** Made once: every row of the audit log names a role. */
const LABELS: ReadonlyMap<string, string> = new Map(SYSTEM_ROLE_NAMES.map((role) => [role, inWords(role)]));

/** A role's name as people say it: `SuperAdmin` → "Super admin", `ROLE_EXECUTIVE_CFO` → "Executive CFO". A custom one is its own. */
export const roleLabel = (role: string): string => LABELS.get(role) ?? role;

function inWords(role: string): string {
  if (!role.startsWith("ROLE_")) {
    return role.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ [A-Z]/g, (letter) => letter.toLowerCase());
  }
  const words = role.slice("ROLE_".length).split("_");
  const phrase = words.map((word) => (/^C[EFOT]O$/.test(word) ? word : word.toLowerCase())).join(" ");
  return phrase[0]?.toUpperCase() + phrase.slice(1);
}
