import type { Json } from "../operation/openapi-responses.ts";

/** One member of a body or an answer, as a row of a table. */
export interface FieldRow {
  /** From the root: `user.permissions[]`. */
  readonly path: string;
  /** `string (uuid)`, `integer or null`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** `1 to 120 characters`, `at least 0`, `one of "a", "b"`. */
  readonly constraints: readonly string[];
  readonly description: string;
}

const DEEPEST = 8;

/** Every member of the schema, nested ones too, in the order of the schema. */
export function fieldsOf(schema: Json, components: Json): FieldRow[] {
  return members(resolved(schema, components), "", components, 0);
}

function members(schema: Json, prefix: string, components: Json, depth: number): FieldRow[] {
  if (depth > DEEPEST) {
    return [];
  }
  const below = (child: unknown, path: string) => members(resolved(child, components), path, components, depth + 1);
  const required = listOf(schema["required"]);
  const properties = Object.entries(objectOf(schema["properties"])).flatMap(([name, value]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const child = resolved(value, components);
    return [rowOf(path, child, required.includes(name)), ...below(child, path)];
  });
  const alternatives = unionOf(schema).flatMap((each) => below(each, prefix));
  const items = isObject(schema["items"]) ? below(schema["items"], `${prefix}[]`) : [];
  const further = schema["additionalProperties"];
  const named = isObject(further) && Object.keys(further).length > 0 ? below(further, `${prefix}.{key}`) : [];
  const rows = [...properties, ...alternatives, ...items, ...named];
  return rows.filter(({ path }, at) => rows.findIndex((row) => row.path === path) === at);
}

const rowOf = (path: string, schema: Json, isRequired: boolean): FieldRow => ({
  path,
  type: typeOf(schema),
  isRequired,
  constraints: constraintsOf(schema),
  description: typeof schema["description"] === "string" ? schema["description"] : "",
});

/** The type in words. */
export function typeOf(schema: Json): string {
  const union = unionOf(schema);
  if (union.length > 0) {
    return [...new Set(union.map(typeOf))].join(" or ");
  }
  if (Array.isArray(schema["type"])) {
    return schema["type"].join(" or ");
  }
  const type = typeof schema["type"] === "string" ? schema["type"] : "const" in schema ? typeof schema["const"] : "any";
  if (type === "array") {
    return `array of ${isObject(schema["items"]) ? typeOf(schema["items"]) : "any"}`;
  }
  return typeof schema["format"] === "string" ? `${type} (${schema["format"]})` : type;
}

/** What a value has to satisfy beyond its type, in words. */
export function constraintsOf(schema: Json): string[] {
  const choices = listOf(schema["enum"]);
  // The members of a union say more of the value than the union does.
  const inner = unionOf(schema).flatMap(constraintsOf);
  return [
    ...("const" in schema ? [`always ${JSON.stringify(schema["const"])}`] : []),
    ...(choices.length > 0 ? [`one of ${choices.map((each) => JSON.stringify(each)).join(", ")}`] : []),
    ...between(schema["minLength"], schema["maxLength"], "characters"),
    ...between(schema["minimum"], schema["maximum"], ""),
    ...between(schema["minItems"], schema["maxItems"], "entries"),
    ...("default" in schema ? [`default ${JSON.stringify(schema["default"])}`] : []),
    ...inner,
  ];
}

function between(low: unknown, high: unknown, unit: string): string[] {
  const isOpen = (bound: unknown) => bound === undefined || Math.abs(Number(bound)) === Number.MAX_SAFE_INTEGER;
  const said = [isOpen(low) ? null : `at least ${low}`, isOpen(high) ? null : `at most ${high}`].filter(
    (each) => each !== null,
  );
  return said.length === 0 ? [] : [`${said.join(", ")} ${unit}`.trim()];
}

function resolved(schema: unknown, components: Json): Json {
  if (!isObject(schema)) {
    return {};
  }
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].replace("#/components/schemas/", "") : null;
  return name === null ? schema : objectOf(components[name]);
}

const unionOf = (schema: Json): Json[] =>
  [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"]), ...listOf(schema["allOf"])].filter(isObject);
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
