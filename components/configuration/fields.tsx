import type { Definition } from "#lib/configuration/schema";

/** One control of a form. A key whose value is an object has one for each member. */
export interface ConfigField {
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly kind: "integer" | "boolean" | "choices";
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly options: readonly string[];
}

type Texts = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, unknown>>;

/** The JSON Schema of a value, as far as the definitions use it. */
interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: { readonly enum?: readonly string[] };
}

/** Headings of the areas that keys lie in. */
export const AREA_LABELS: Readonly<Record<string, string>> = {
  auth: "Sign-in, sessions and passwords",
  approvals: "Second person",
  rateLimits: "Rate limits",
  features: "Features",
  rules: "Rules",
  audit: "Audit log",
  executive: "Executive figures",
  sources: "Data sources",
  cost: "Approximate cost",
};

/** Definitions by area, in the order in which they come. */
export const areasOf = (definitions: readonly Definition[]): [area: string, definitions: Definition[]][] => [
  ...Map.groupBy(definitions, ({ area }) => area),
];

/** The controls of a key, read off its type and constraints. */
export function fieldsOf({ key, title, type, constraints }: Definition): ConfigField[] {
  const { description: _, ...schema }: Schema = { ...constraints, type };
  if (schema.properties) {
    return Object.entries(schema.properties).map(([member, inner]) =>
      fieldOf(`${key}.${member}`, inner.title ?? member, inner),
    );
  }
  return [fieldOf(key, title, schema)];
}

function fieldOf(name: string, label: string, { type, minimum, maximum, items, description }: Schema): ConfigField {
  const kind = type === "boolean" ? "boolean" : type === "array" ? "choices" : "integer";
  return { name, label, help: description, kind, min: minimum, max: maximum, options: items?.enum ?? [] };
}

/** Every control of the keys. */
export const allFields = (definitions: readonly Definition[]): ConfigField[] => definitions.flatMap(fieldsOf);

/** The part of a value that a control shows. */
function partOf(definition: Definition, { name }: ConfigField, value: unknown): unknown {
  const member = name.slice(definition.key.length + 1);
  return member === "" ? value : (value as Values | null)?.[member];
}

/** Values as a form writes them: numbers as digits, a switch that is on as `on`, choices joined with commas. */
export const textsOf = (definitions: readonly Definition[], values: Values): Record<string, string> =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      fieldsOf(definition).map((field) => [field.name, textOf(partOf(definition, field, values[definition.key]))]),
    ),
  );

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "";
  return Array.isArray(value) ? value.join(",") : String(value ?? "");
}

/** What a form's texts mean. What is no number stays as it was typed, so that the server can say so; what is empty is missing. */
export const valuesOf = (definitions: readonly Definition[], texts: Texts): Record<string, unknown> =>
  Object.fromEntries(definitions.map((definition) => [definition.key, meaningOfKey(definition, texts)]));

function meaningOfKey(definition: Definition, texts: Texts): unknown {
  const parts = fieldsOf(definition).map((field) => [field.name, meaningOf(field, texts[field.name] ?? "")] as const);
  return definition.type === "object"
    ? Object.fromEntries(parts.map(([name, part]) => [name.slice(definition.key.length + 1), part]))
    : parts[0]?.[1];
}

function meaningOf({ kind }: ConfigField, text: string): unknown {
  if (kind === "boolean") return text === "on";
  if (kind === "choices") return text.split(",").filter((choice) => choice !== "");
  const digits = text.trim();
  return digits === "" ? undefined : /^-?\d{1,15}$/.test(digits) ? Number(digits) : digits;
}

/** A control's text as people read it. */
export function textInWords({ kind }: Pick<ConfigField, "kind">, text: string): string {
  if (kind === "boolean") return text === "on" ? "on" : "off";
  return text === "" ? "none" : text.replaceAll(",", ", ");
}

/** A key's value as people read it, one line for each control. */
export function valueInWords(definition: Definition, value: unknown): string[] {
  return fieldsOf(definition).map((field) => {
    const words = textInWords(field, textOf(partOf(definition, field, value)));
    const withUnit = definition.unit === null ? words : `${words} ${definition.unit}`;
    return definition.type === "object" ? `${field.label}: ${words}` : withUnit;
  });
}

/** The labels of all controls, for error summaries and comparisons: members after the title of their key. */
export const labelsOf = (definitions: readonly Definition[]): Record<string, string> =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      fieldsOf(definition).map(({ name, label }) => [
        name,
        definition.type === "object" ? `${definition.title}: ${label}` : definition.title,
      ]),
    ),
  );

/** Messages at the controls that they are about: one about a part of a control's value stands at the control. */
export const messagesByField = (fields: readonly ConfigField[], messages: Texts = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messages).map(([at, message]) => [
      fields.find(({ name }) => at === name || at.startsWith(`${name}.`))?.name ?? at,
      message,
    ]),
  );

/** Whether a search finds the key: by name, title or what it does. */
export const isFound = ({ key, title, description }: Definition, search: string): boolean =>
  `${key} ${title} ${description} ${AREA_LABELS[key.slice(0, key.indexOf("."))] ?? ""}`
    .toLowerCase()
    .includes(search.trim().toLowerCase());

/** Only the keys on which two sets of values differ, before and after, as people read them. */
export function changedInWords(
  definitions: readonly Definition[],
  before: Values,
  after: Values,
): { readonly before: Record<string, string>; readonly after: Record<string, string> } {
  const [was, is] = [textsOf(definitions, before), textsOf(definitions, after)];
  const changed = allFields(definitions).filter(({ name }) => was[name] !== is[name]);
  const told = (texts: Texts) =>
    Object.fromEntries(changed.map((field) => [field.name, textInWords(field, texts[field.name] ?? "")]));
  return { before: told(was), after: told(is) };
}
