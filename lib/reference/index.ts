import { apis } from "../apis.ts";
import { configuration } from "../configuration/current.ts";
import { isShownTo } from "../docs-api.ts";
import { appUrl } from "../env.ts";
import type { Api } from "../operation/api.ts";
import { deprecationNote } from "../operation/deprecation.ts";
import { componentsOf, described, operationIdOf } from "../operation/openapi.ts";
import type { Json } from "../operation/openapi-responses.ts";
import { type Actor, type AnyOperation, type Method, takesDryRun } from "../operation/operation.ts";
import { LIMIT_KEYS } from "../operation/rate-limit.ts";
import { split } from "../operation/router.ts";
import { curlOf } from "./curl.ts";
import { constraintsOf, type FieldRow, fieldsOf, typeOf } from "./fields.ts";

/** An operation in the list. */
export interface Entry {
  /** Its operationId, and the end of its page's address. */
  readonly id: string;
  readonly family: string;
  /** What it is about: the first part of its path. */
  readonly area: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly isDeprecated: boolean;
}

/** Something that a call may carry besides its body. */
export interface ReferenceParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly isRequired: boolean;
  readonly type: string;
  readonly constraints: readonly string[];
  readonly description: string;
}

/** An answer of one status and media type. */
export interface ReferenceAnswer {
  readonly status: string;
  readonly mediaType: string;
  readonly description: string;
  /** Null where only the shape is known: failures share one. */
  readonly example: unknown;
  readonly fields: readonly FieldRow[];
}

/** Everything that the documentation says of an operation. */
export interface Reference extends Entry {
  readonly base: string;
  readonly deprecation: string | null;
  /** Who may call it, in words. */
  readonly access: string;
  readonly permission: string | null;
  readonly roles: readonly string[];
  readonly limit: { readonly key: string; readonly perMinute: number };
  readonly isWrite: boolean;
  readonly takesDryRun: boolean;
  readonly parameters: readonly ReferenceParameter[];
  readonly body: { readonly mediaType: string; readonly example: unknown; readonly fields: readonly FieldRow[] } | null;
  readonly answers: readonly ReferenceAnswer[];
  readonly curl: string;
  /** Why it cannot be tried in the browser; null where it can. */
  readonly untriable: string | null;
}

interface Found {
  readonly api: Api;
  readonly op: AnyOperation;
}

const visibleTo = (actor: Actor): Found[] =>
  apis.flatMap((api) => api.operations.filter((op) => isShownTo(actor, op, api)).map((op) => ({ api, op })));

/** The operations that the actor may call, in the order of their families. */
export const referenceIndex = (actor: Actor): Entry[] => visibleTo(actor).map(entryOf);

/** The operation of that operationId, if the actor may call it. */
export const visibleOperation = (actor: Actor, id: string): Found | null =>
  visibleTo(actor).find(({ op, api }) => operationIdOf(op, api) === id) ?? null;

/** The documentation of an operation; null when there is none that the actor may call. */
export async function referenceOf(actor: Actor, id: string): Promise<Reference | null> {
  const found = visibleOperation(actor, id);
  if (!found) {
    return null;
  }
  const { api, op } = found;
  const key = LIMIT_KEYS[op.limit];
  const document = described(op, api) as unknown as Described;
  const components = componentsOf(apis);
  return {
    ...entryOf(found),
    ...whoOf(op, document),
    base: api.base,
    deprecation: op.deprecated ? deprecationNote(op.deprecated) : null,
    limit: { key, perMinute: (await configuration())[key] },
    isWrite: op.http.method !== "GET" && op.asks !== true,
    takesDryRun: takesDryRun(op),
    parameters: document.parameters.map(parameterOf),
    body: bodyOf(document, components),
    answers: answersOf(document, components),
    curl: curlOf(api, op, appUrl()),
    untriable: untriableBecause(op),
  };
}

/** The members of `described` that are read here; it writes each of them. */
interface Described {
  readonly parameters: readonly (Omit<ReferenceParameter, "isRequired" | "type" | "constraints"> & {
    readonly required: boolean;
    readonly schema: Json;
  })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content: Readonly<Record<string, Content>> }>
  >;
  readonly "x-required-roles"?: readonly string[];
}

interface Content {
  readonly schema: Json;
  readonly example?: unknown;
}

const entryOf = ({ api, op }: Found): Entry => ({
  id: operationIdOf(op, api),
  family: api.name,
  area: split(op.http.path)[0] ?? "",
  method: op.http.method,
  path: `${api.base}${op.http.path}`,
  summary: op.summary,
  isDeprecated: op.deprecated !== undefined,
});

function whoOf({ policy }: AnyOperation, document: Described): Pick<Reference, "access" | "permission" | "roles"> {
  switch (policy.access) {
    case "public":
      return { access: "Anybody, without a token", permission: null, roles: [] };
    case "signed-webhook":
      return { access: `${policy.provider}, by its signature`, permission: null, roles: [] };
    case "signed-in":
      return { access: "Everybody who has signed in", permission: null, roles: [] };
    default:
      return {
        access: policy.customRoles ? "These roles, and custom roles with the permission" : "These roles",
        permission: [policy.permission, ...(policy.orPermissions ?? [])].join(" or "),
        roles: document["x-required-roles"] ?? [],
      };
  }
}

const parameterOf = ({ name, in: place, required, description, schema }: Described["parameters"][number]) => ({
  name,
  in: place,
  isRequired: required,
  type: typeOf(schema),
  constraints: constraintsOf(schema),
  description,
});

function bodyOf({ requestBody }: Described, components: Json): Reference["body"] {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (!first) {
    return null;
  }
  const [mediaType, { schema, example }] = first;
  return { mediaType, example, fields: fieldsOf(schema, components) };
}

const answersOf = ({ responses }: Described, components: Json): ReferenceAnswer[] =>
  Object.entries(responses).flatMap(([status, { description, content }]) =>
    Object.entries(content).map(([mediaType, { schema, example }]) => ({
      status,
      mediaType,
      description,
      example: example ?? null,
      fields: mediaType === "application/json" ? fieldsOf(schema, components) : [],
    })),
  );

/** What hands out credentials stays out of pages, and what a provider signs nobody else can send. */
function untriableBecause({ policy, name }: AnyOperation): string | null {
  if (policy.access === "signed-webhook") {
    return "Only the provider can sign this call.";
  }
  return policy.access === "public" || name === "changePassword"
    ? "It takes or hands out credentials, which do not belong into a page. Use curl or the Postman collection."
    : null;
}
