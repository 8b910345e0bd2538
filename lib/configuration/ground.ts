import { canonicalJson } from "../core/canonical-json.ts";
import type { ApprovalGround } from "../proposals/catalogue.ts";
import { type ConfigurationKey, SECURITY_KEYS } from "./definitions.ts";

type Facts = Readonly<Record<string, unknown>>;

/**
 * Why a change of the configuration needs a second person: a security key changes. What needs one is a matter of its own: with the
 * list shortened first, nothing would be guarded.
 */
export function securityGround(before: Facts, after: Facts): ApprovalGround | null {
  const changed = SECURITY_KEYS.filter((key) => differs(key, before, after));
  if (changed.some((key) => key.startsWith("approvals."))) {
    return "approvals";
  }
  return changed.length > 0 ? "securityConfiguration" : null;
}

const differs = (key: ConfigurationKey, before: Facts, after: Facts): boolean =>
  canonicalJson(before[key]) !== canonicalJson(after[key]);
