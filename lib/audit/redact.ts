import { maskEmail } from "../core/mask.ts";
import type { EntityType } from "./actions.ts";

const SECRET = /password|hash|secret|token(?!Version)|totp|recovery/i;
/** Names of persons never stand in an audit row; names of tenants and roles may (decisions §5, §9). */
const PERSONS: ReadonlySet<EntityType> = new Set(["user", "session"]);

/** A JSON copy fit for an audit row: secrets dropped, e-mail addresses masked, names of persons dropped. */
export function redact(entityType: EntityType, value: object | null | undefined): object | null {
  if (value === null || value === undefined) {
    return null;
  }
  return clean(JSON.parse(JSON.stringify(value)), PERSONS.has(entityType)) as object;
}

function clean(value: unknown, isPerson: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => clean(member, isPerson));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if ((typeof member === "string" && SECRET.test(key)) || (isPerson && key === "name")) {
      continue;
    }
    kept[key] = /email/i.test(key) && typeof member === "string" ? maskEmail(member) : clean(member, isPerson);
  }
  return kept;
}
