import type { Chance } from "./chance.ts";
import { type Json, nastyText, nastyValue } from "./values.ts";

/** Ids by the name of what they identify, as answers have shown them: `tenantId` → ids. */
export type Ids = ReadonlyMap<string, readonly string[]>;

/** A JSON schema, as the document prints it. */
export type Schema = Readonly<Record<string, unknown>>;

/** An id of what is named so, if one is known. */
export const known = (ids: Ids, name: string, chance: Chance): string | undefined => {
  const candidates = ids.get(canonical(name));
  return candidates && candidates.length > 0 ? chance.pick(candidates) : undefined;
};

/** `tenant_id` and `tenantId` are the same name. */
export const canonical = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** A value that the schema may well accept; patterns and formats are left to luck. */
export function sample(schema: Schema, ids: Ids, chance: Chance, key = ""): Json {
  const union = (schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"]) as readonly Schema[] | undefined;
  if (union) {
    return sample(chance.pick(union), ids, chance, key);
  }
  if (Array.isArray(schema["enum"])) {
    return chance.pick(schema["enum"] as Json[]);
  }
  if ("const" in schema) {
    return schema["const"] as Json;
  }
  const type = Array.isArray(schema["type"]) ? chance.pick(schema["type"]) : schema["type"];
  switch (type) {
    case "object":
      return sampleObject(schema, ids, chance);
    case "array":
      return Array.from({ length: chance.pick([0, 1, 1, 2, 5]) }, () =>
        sample((schema["items"] ?? {}) as Schema, ids, chance, key.replace(/s$/, "")),
      );
    case "integer":
    case "number":
      return sampleNumber(schema, chance);
    case "boolean":
      return chance.in(0.5);
    case "null":
      return null;
    default:
      return type === "string" ? sampleText(schema, ids, chance, key) : nastyValue(chance);
  }
}

function sampleObject(schema: Schema, ids: Ids, chance: Chance): Json {
  const required = (schema["required"] ?? []) as readonly string[];
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Schema>>);
  const given = properties.filter(([name]) => required.includes(name) || chance.in(0.4));
  const further = schema["additionalProperties"];
  const extra = typeof further === "object" && further !== null && chance.in(0.5);
  return Object.fromEntries([
    ...given.map(([name, property]) => [name, sample(property, ids, chance, name)]),
    ...(extra ? [[nastyText(chance), sample(further as Schema, ids, chance)]] : []),
  ]);
}

function sampleNumber({ minimum, maximum }: Schema, chance: Chance): number {
  const low = typeof minimum === "number" ? minimum : 0;
  const high = typeof maximum === "number" ? Math.min(maximum, low + 1e9) : low + 1_000;
  return chance.pick([low, high, low - 1, high + 1, Math.floor((low + high) / 2), low + chance.below(high - low + 1)]);
}

function sampleText({ format, minLength, maxLength }: Schema, ids: Ids, chance: Chance, key: string): string {
  const id = known(ids, key, chance);
  if (id !== undefined && chance.in(0.8)) {
    return id;
  }
  if (format === "date-time") {
    return new Date(chance.pick([0, 1_600_000_000_000, 1_800_000_000_000, 253_402_300_799_000])).toISOString();
  }
  if (format === "email") {
    return `f-${chance.below(1e9)}@example.com`;
  }
  const shortest = typeof minLength === "number" ? minLength : 0;
  const longest = typeof maxLength === "number" ? maxLength : shortest + 40;
  const length = chance.pick([shortest, longest, longest + 1, shortest + chance.below(longest - shortest + 1)]);
  return chance.in(0.7) ? "a".repeat(Math.min(length, 5_000)) : nastyText(chance);
}
