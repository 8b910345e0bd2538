import { z } from "zod";
import { CONFIGURATION_KEYS, type ConfigurationKey, DEFINITIONS } from "./definitions.ts";
import type { Definition } from "./schema.ts";

const TYPES = ["integer", "boolean", "object", "array"] as const;

/** The definitions as answers carry them (decisions §5): type and constraints are JSON Schema, read off the key's own schema. */
export const describedDefinitions = (): Definition[] => CONFIGURATION_KEYS.map(described);

function described(key: ConfigurationKey): Definition {
  const { title, description, schema, default: fallback, overridable, unit } = DEFINITIONS[key] as Described;
  const { type, ...constraints } = jsonSchemaOf(schema);
  return {
    key,
    area: key.slice(0, key.indexOf(".")),
    title,
    type: z.enum(TYPES).parse(type),
    description,
    default: fallback,
    overridable,
    unit: unit ?? null,
    constraints,
  };
}

type Described = Pick<
  (typeof DEFINITIONS)[ConfigurationKey],
  "title" | "description" | "schema" | "default" | "overridable"
> & {
  readonly unit?: string;
};

/** JSON Schema of one schema, without the dialect. */
const jsonSchemaOf = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

/** JSON Schema of a set of values with these keys, for the API's documentation. */
export const valuesJsonSchema = (keys: readonly ConfigurationKey[], isComplete: boolean): Record<string, unknown> => ({
  properties: Object.fromEntries(
    keys.map((key) => [key, { ...jsonSchemaOf(DEFINITIONS[key].schema), description: DEFINITIONS[key].description }]),
  ),
  ...(isComplete && { required: [...keys] }),
  additionalProperties: false,
});
