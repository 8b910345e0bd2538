import { z } from "zod";
import { ERRORS, type ErrorCode } from "../core/errors.ts";
import type { Api } from "./api.ts";
import { type AnyOperation, isWrite, type Policy } from "./operation.ts";

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

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
      paths[path] = { ...paths[path], [op.http.method.toLowerCase()]: describe(op, api) };
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
    },
    tags: apis.map(({ name }) => ({ name })),
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

function describe(op: AnyOperation, api: Api): Json {
  return {
    operationId: api.name === "super-admin" || api.name === "admin" ? `${api.name}.${op.name}` : op.name,
    summary: op.summary,
    tags: [api.name],
    ...(op.policy.access === "public" && { security: [] }),
    ...(op.policy.access === "signed-webhook" && { security: [{ [op.policy.provider]: [] }] }),
    ...access(op, api),
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
    responses: responses(op, api),
  };
}

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
  if (!isWrite(op) || op.policy.access !== "roles" || Object.hasOwn(op.input.query?.shape ?? {}, "dryRun")) {
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
    ...(op.http.method === "PUT" || op.http.method === "PATCH"
      ? [header("If-Match", "ETag of the version that was read; 412 when it has changed")]
      : []),
  ];
}

const ALWAYS: readonly ErrorCode[] = ["VALIDATION", "RATE_LIMITED", "INTERNAL", "UNAVAILABLE"];
const REFUSALS: Readonly<Record<Policy["access"], readonly ErrorCode[]>> = {
  public: [],
  "signed-webhook": ["UNAUTHENTICATED"],
  "signed-in": ["UNAUTHENTICATED", "FORBIDDEN"],
  roles: ["UNAUTHENTICATED", "FORBIDDEN"],
};

function responses(op: AnyOperation, api: Api): Json {
  const failure = { "application/json": { schema: schemaOf(api.envelope.failureSchema(), "output") } };
  const codes = new Set([...ALWAYS, ...REFUSALS[op.policy.access], ...op.errors]);
  if (op.http.method === "PUT" || op.http.method === "PATCH") {
    codes.add("PRECONDITION_FAILED");
  }
  const failures = [...codes].map(
    (code) => [ERRORS[code][0], { description: ERRORS[code][1], content: failure }] as const,
  );
  return {
    [op.http.status ?? 200]: { description: op.http.message ?? "Success", content: successes(op, api) },
    ...Object.fromEntries(failures),
  };
}

function successes(op: AnyOperation, { envelope }: Api): Json {
  const streamed = Object.entries(op.streams ?? {}).map(
    ([mediaType, example]) => [mediaType, { schema: { type: "string" }, example }] as const,
  );
  if (op.output instanceof z.ZodNever) {
    return Object.fromEntries(streamed);
  }
  const { status = 200, message = "Success" } = op.http;
  const example = envelope.success({ status, message, data: op.example.output });
  const schema = schemaOf(envelope.successSchema(op.output), "output");
  return { "application/json": { schema, example }, ...Object.fromEntries(streamed) };
}
