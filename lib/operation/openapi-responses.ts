import { z } from "zod";
import { ERRORS, type ErrorCode } from "../core/errors.ts";
import { Proposed } from "../proposals/schema.ts";
import type { Api } from "./api.ts";
import { DryRun } from "./dry-run.ts";
import { type AnyOperation, declaresDryRun, type Meta, type Policy, takesDryRun } from "./operation.ts";

/** Part of an OpenAPI document. */
export type Json = Record<string, unknown>;

/** A schema as OpenAPI 3.1 writes it: what may be sent, or what may come back. */
export const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};

/** What all operations of an envelope share: how they fail and what a dry run answers. */
export const componentSchemas = (apis: readonly Api[]): Json =>
  Object.fromEntries(
    apis.flatMap(({ envelope, operations }) => [
      [`${envelope.name}Failure`, schemaOf(envelope.failureSchema(), "output")],
      [`${envelope.name}DryRun`, schemaOf(envelope.dryRunSchema(DryRun), "output")],
      ...(operations.some(({ approval }) => approval)
        ? [[`${envelope.name}Proposed`, schemaOf(envelope.dryRunSchema(Proposed), "output")] as const]
        : []),
    ]),
  );

const shared = (api: Api, what: "Failure" | "DryRun" | "Proposed"): Json => ({
  $ref: `#/components/schemas/${api.envelope.name}${what}`,
});

const ALWAYS: readonly ErrorCode[] = ["VALIDATION", "RATE_LIMITED", "INTERNAL", "UNAVAILABLE"];
const REFUSALS: Readonly<Record<Policy["access"], readonly ErrorCode[]>> = {
  public: [],
  "signed-webhook": ["UNAUTHENTICATED"],
  "signed-in": ["UNAUTHENTICATED", "FORBIDDEN"],
  roles: ["UNAUTHENTICATED", "FORBIDDEN"],
};

/** Every code that the operation can fail with: those that it declares and those that follow from what it is. */
export function failuresOf(op: AnyOperation): ErrorCode[] {
  const { method } = op.http;
  const codes = new Set<ErrorCode>([
    ...ALWAYS,
    ...REFUSALS[op.policy.access],
    ...op.errors,
    ...(op.idempotent ? (["CONFLICT", "KEY_REUSED"] as const) : []),
    ...(op.stepUp ? ([op.stepUp.refusedAs ?? "FORBIDDEN"] as const) : []),
    ...(op.feature ? (["CONFLICT"] as const) : []),
    ...(method === "PUT" || method === "PATCH" ? (["PRECONDITION_FAILED"] as const) : []),
    ...(method === "GET" ? [] : (["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)),
  ]);
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => codes.has(code));
}

/** Every status that the operation answers with, described. */
export function responsesOf(op: AnyOperation, api: Api): Json {
  const failure = { "application/json": { schema: shared(api, "Failure") } };
  const byStatus = Map.groupBy(failuresOf(op), (code) => ERRORS[code][0]);
  const failures = [...byStatus].map(
    ([status, codes]) =>
      [
        status,
        {
          description: [...codes.map((code) => ERRORS[code][1]), ...stepUpNote(op, codes)].join("; "),
          content: failure,
        },
      ] as const,
  );
  return { ...successes(op, api), ...proposed(op, api), ...Object.fromEntries(failures) };
}

/** What an act is answered with that needs a second person, while the configuration asks for one. */
function proposed(op: AnyOperation, api: Api): Json {
  if (!op.approval) {
    return {};
  }
  const content = { "application/json": { schema: shared(api, "Proposed"), example: proposedExample(op, api) } };
  return { 202: { description: "Nothing has changed yet: it waits for a second person, as this proposal", content } };
}

function proposedExample({ name }: AnyOperation, { envelope }: Api): object {
  const data: z.input<typeof Proposed> = {
    proposalId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c070",
    status: "pending",
    operation: name,
    expiresAt: "2026-11-24T09:30:00.000Z",
    effect: { before: null, after: null, cascade: {} },
  };
  return envelope.success({ status: 202, message: "Proposed: it waits for a second person", data });
}

/** What the refusal of a session that has not confirmed who it is looks like, beside the others of its status. */
function stepUpNote({ stepUp }: AnyOperation, codes: readonly ErrorCode[]): string[] {
  if (!stepUp || !codes.includes(stepUp.refusedAs ?? "FORBIDDEN")) {
    return [];
  }
  const told = stepUp.refusedAs
    ? "details name `step_up: required` and the methods"
    : "`response` holds `stepUpRequired: true`, `policy` and `methods`";
  return [
    `where \`auth.stepUpRequired\` names ${stepUp.policy}, the session has to confirm who it is first (POST /api/v1/auth/step-up): ${told}`,
  ];
}

function successes(op: AnyOperation, api: Api): Json {
  const { status = 200, message = "Success" } = op.http;
  const described = { [status]: { description: message, content: success(op, api) } };
  if (!takesDryRun(op)) {
    return declaresDryRun(op) && status !== 200
      ? { 200: { description: "Dry run: nothing was changed", content: success(op, api) }, ...described }
      : described;
  }
  const rehearsed = { schema: shared(api, "DryRun"), example: dryRunExample(op, api) };
  if (status !== 200) {
    return {
      200: { description: "Dry run: nothing was changed", content: { "application/json": rehearsed } },
      ...described,
    };
  }
  const { "application/json": done, ...streamed } = success(op, api) as Record<string, Json>;
  const both = { ...done, schema: { anyOf: [done?.["schema"], rehearsed.schema] } };
  return { 200: { description: message, content: { "application/json": both, ...streamed } } };
}

const EXAMPLE_META: Meta = {
  data_source: "backbone_api",
  data_quality: "standard",
  last_updated: "2026-11-18T06:00:00.000Z",
};

function success(op: AnyOperation, { envelope }: Api): Json {
  const streamed = Object.entries(op.streams ?? {}).map(
    ([mediaType, example]) => [mediaType, { schema: { type: "string" }, example }] as const,
  );
  if (op.output instanceof z.ZodNever) {
    return Object.fromEntries(streamed);
  }
  const { status = 200, message = "Success" } = op.http;
  const example = envelope.success({ status, message, data: op.example.output, meta: EXAMPLE_META });
  const schema = schemaOf(envelope.successSchema(op.output), "output");
  return { "application/json": { schema, example }, ...Object.fromEntries(streamed) };
}

function dryRunExample({ audit, entityType }: AnyOperation, { envelope }: Api): object {
  const rows = (audit ?? []).slice(0, 1).map((action) => ({ action, entityType: entityType ?? "", entityId: null }));
  const data: z.input<typeof DryRun> = { dryRun: true, before: null, after: null, cascade: {}, audit: rows };
  return envelope.success({ status: 200, message: "Dry run: nothing was changed", data });
}
