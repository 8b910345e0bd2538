import type { z } from "zod";
import type { Api } from "./api.ts";
import { deprecationNote } from "./deprecation.ts";
import { componentSchemas, failuresOf, type Json, responsesOf, schemaOf } from "./openapi-responses.ts";
import { type AnyOperation, takesDryRun } from "./operation.ts";

/** OpenAPI 3.1 of the operations that `isVisible` lets through. Nothing is written twice: every field is read off the operation. */
export function openApi(
  apis: readonly Api[],
  serverUrl: string,
  isVisible: (op: AnyOperation, api: Api) => boolean,
): Json {
  const paths: Record<string, Json> = {};
  for (const api of apis) {
    for (const op of api.operations.filter((candidate) => isVisible(candidate, api))) {
      const path = `${api.base}${op.http.path}`;
      paths[path] = { ...paths[path], [op.http.method.toLowerCase()]: described(op, api) };
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rookery",
      version: "1.0.0",
      description: "Super-admin and executive API of PenguinMails",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" }, ...providers(apis) },
      schemas: componentsOf(apis),
    },
    tags: apis.map(({ name, about }) => ({ name, description: about })),
    paths,
  };
}

/** How each provider that may call proves itself. */
const providers = (apis: readonly Api[]): Json =>
  Object.fromEntries(
    apis
      .flatMap(({ operations }) => operations)
      .flatMap(({ policy }) => (policy.access === "signed-webhook" ? [[policy.provider, policy.scheme]] : [])),
  );

/** Operations never change, and to describe them all takes a quarter of a second: each is described once. */
const descriptions = new WeakMap<AnyOperation, Map<string, Json>>();
const components = new WeakMap<readonly Api[], Json>();

/** The operation as the document has it. */
export function described(op: AnyOperation, api: Api): Json {
  const known = descriptions.get(op) ?? new Map<string, Json>();
  const description = known.get(api.name) ?? describe(op, api);
  descriptions.set(op, known.set(api.name, description));
  return description;
}

/** What the operations of these families share. */
export function componentsOf(apis: readonly Api[]): Json {
  const schemas = components.get(apis) ?? componentSchemas(apis);
  components.set(apis, schemas);
  return schemas;
}

function describe(op: AnyOperation, api: Api): Json {
  return {
    operationId: operationIdOf(op, api),
    summary: op.summary,
    tags: [api.name],
    ...(op.deprecated && { deprecated: true, description: deprecationNote(op.deprecated) }),
    ...(op.policy.access === "public" && { security: [] }),
    ...(op.policy.access === "signed-webhook" && { security: [{ [op.policy.provider]: [] }] }),
    ...access(op, api),
    ...(op.stepUp && { "x-step-up": op.stepUp.policy }),
    parameters: [...pathParameters(op), ...queryParameters(op), ...dryRunParameter(op), ...headerParameters(op)],
    ...(op.input.body && {
      requestBody: {
        required: true,
        content: {
          [op.http.accepts ?? "application/json"]: {
            schema: schemaOf(op.input.body, "input"),
            example: bodyExample(op),
          },
        },
      },
    }),
    responses: responsesOf(op, api),
  };
}

/** Unique in the document: two families publish the same operations. */
export const operationIdOf = ({ name }: AnyOperation, api: Api): string =>
  api.name === "super-admin" || api.name === "admin" ? `${api.name}.${name}` : name;

const bodyExample = (op: AnyOperation): unknown => (op.example.input as { body?: unknown }).body ?? {};

function access({ policy }: AnyOperation, api: Api): Json {
  if (policy.access !== "roles") {
    return {};
  }
  return {
    "x-required-roles": policy.roles.filter((role) => !api.onlyRoles || api.onlyRoles.includes(role)),
    "x-required-permission": policy.permission,
    ...(policy.orPermissions && { "x-or-permissions": policy.orPermissions }),
  };
}

function pathParameters({ input }: AnyOperation): Json[] {
  return Object.entries(input.path?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    description: `Id, as lists and answers show it (${name})`,
    schema: schemaOf(schema as z.ZodType, "input"),
  }));
}

function queryParameters({ input, example }: AnyOperation): Json[] {
  const given = (example.input as { query?: Record<string, unknown> }).query ?? {};
  return Object.entries(input.query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType, "input");
    return {
      name,
      in: "query",
      required: !(schema as z.ZodType).safeParse(undefined).success,
      description: description ?? name,
      schema: rest,
      ...(name in given && { example: given[name] }),
    };
  });
}

function dryRunParameter(op: AnyOperation): Json[] {
  if (!takesDryRun(op)) {
    return [];
  }
  const description = "true changes nothing and answers what the call would do: before, after, cascade, audit rows";
  return [{ name: "dryRun", in: "query", required: false, description, schema: { type: "boolean", default: false } }];
}

function headerParameters(op: AnyOperation): Json[] {
  const header = (name: string, description: string): Json => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  });
  return [
    ...(op.idempotent
      ? [header("Idempotency-Key", "1–255 printable characters; the same key and body within 24 h replays the answer")]
      : []),
    ...(failuresOf(op).includes("PRECONDITION_FAILED")
      ? [header("If-Match", "ETag of the version that was read; 412 when it has changed")]
      : []),
  ];
}
