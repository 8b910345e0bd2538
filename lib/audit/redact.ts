import { maskEmail, maskEmails } from "../core/mask.ts";
import type { EntityType } from "./actions.ts";

const SECRET = /password|hash|secret|token(?!Version)|totp|recovery/i;
/** `passwordChangedOn` says when, not what. */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Names of persons never stand in an audit row; names of tenants and roles may (decisions §5, §9). */
const PERSONS: ReadonlySet<EntityType> = new Set(["user", "session"]);

interface Place {
  readonly isPerson: boolean;
  readonly isSecret: boolean;
  readonly isEmail: boolean;
}

/** A JSON copy fit for an audit row: secrets and names of persons dropped at any depth, e-mail addresses masked wherever they stand. */
export function redact(
  entityType: EntityType,
  value: object | null | undefined,
): Readonly<Record<string, unknown>> | null {
  if (value === null || value === undefined) {
    return null;
  }
  const top = { isPerson: PERSONS.has(entityType), isSecret: false, isEmail: false };
  return clean(JSON.parse(JSON.stringify(value)), top) as Record<string, unknown>;
}

/** Undefined for what must not stay. */
function clean(value: unknown, place: Place): unknown {
  if (typeof value === "string") {
    return cleanText(value, place);
  }
  if (Array.isArray(value)) {
    return value.map((member) => clean(member, place)).filter((member) => member !== undefined);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const kept = Object.entries(value)
    .filter(([key]) => !(place.isPerson && key === "name"))
    .map(([key, member]) => [key, clean(member, within(place, key))] as const);
  return Object.fromEntries(kept.filter(([, member]) => member !== undefined));
}

const within = ({ isPerson, isSecret, isEmail }: Place, key: string): Place => ({
  isPerson,
  isSecret: isSecret || SECRET.test(key),
  isEmail: isEmail || /email/i.test(key),
});

function cleanText(text: string, { isSecret, isEmail }: Place): string | undefined {
  if (isSecret) {
    return INSTANT.test(text) ? text : undefined;
  }
  return isEmail ? maskEmail(text) : maskEmails(text);
}
