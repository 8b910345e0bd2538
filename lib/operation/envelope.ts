import { z } from "zod";
import type { AppError, ErrorCode } from "../core/errors.ts";
import { appUrl } from "../env.ts";
import type { Success } from "./outcome.ts";

/** Renders bodies and describes itself, so that the OpenAPI document cannot drift from the bytes sent. */
export interface Envelope {
  /** First half of the name of its schemas in the OpenAPI document. */
  readonly name: "Generic" | "System";
  success(outcome: Success): object;
  failure(error: AppError, traceId: string, at: Date): object;
  successSchema(output: z.ZodType): z.ZodType;
  /** Of a dry run, which speaks of one change and not of figures. */
  dryRunSchema(output: z.ZodType): z.ZodType;
  failureSchema(): z.ZodType;
}

const StatusCode = z.int().describe("The HTTP status, repeated");
const Message = z.string().describe("What happened, for people");

const genericSuccess = (output: z.ZodType): z.ZodType =>
  z.object({ statusCode: StatusCode, message: Message, response: output.describe("What was asked for") });

/** SRS §5 `GenericReponseDto` (the specification's spelling), errors included. */
export const genericResponse: Envelope = {
  name: "Generic",
  success: ({ status, message, data }) => ({ statusCode: status, message, response: data }),
  failure: (error, traceId) => ({
    statusCode: error.status,
    message: error.message,
    response: genericDetail(error, traceId),
  }),
  successSchema: genericSuccess,
  dryRunSchema: genericSuccess,
  failureSchema: () =>
    z.object({
      statusCode: StatusCode,
      message: Message,
      response: z
        .record(z.string(), z.unknown())
        .nullable()
        .describe("errors (field → reason), retryAfterSeconds or traceId, as the status has it; null without"),
    }),
};

const FIELD_ERRORS: ReadonlySet<ErrorCode> = new Set(["VALIDATION", "CONFLICT", "KEY_REUSED", "GONE"]);

function genericDetail({ code, status, detail }: AppError, traceId: string): object | null {
  if (status >= 500) {
    return { traceId };
  }
  if (code === "RATE_LIMITED") {
    return { retryAfterSeconds: detail.retryAfterSec ?? 1 };
  }
  const fields = detail.fields !== undefined || FIELD_ERRORS.has(code) ? { errors: detail.fields ?? {} } : {};
  const response = { ...fields, ...detail.response };
  return Object.keys(response).length > 0 ? response : null;
}

/** Error codes of the executive contract §2, with the additions of decisions §7. */
const SYSTEM_CODES: Readonly<Record<ErrorCode, string>> = {
  VALIDATION: "VALIDATION_ERROR",
  UNAUTHENTICATED: "AUTHENTICATION_REQUIRED",
  FORBIDDEN: "ACCESS_DENIED",
  NOT_FOUND: "RESOURCE_NOT_FOUND",
  METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
  CONFLICT: "PROCESS_REQUIRED",
  GONE: "RESOURCE_NOT_FOUND",
  PRECONDITION_FAILED: "PROCESS_REQUIRED",
  PAYLOAD_TOO_LARGE: "VALIDATION_ERROR",
  UNSUPPORTED_MEDIA_TYPE: "VALIDATION_ERROR",
  KEY_REUSED: "VALIDATION_ERROR",
  BACKBONE_CONSTRAINT: "BACKBONE_CONSTRAINT_APPLIED",
  RATE_LIMITED: "RATE_LIMIT_EXCEEDED",
  INTERNAL: "INTERNAL_SERVER_ERROR",
  DOWNSTREAM: "DATA_SOURCE_UNAVAILABLE",
  UNAVAILABLE: "DATA_SOURCE_UNAVAILABLE",
};

/** The failures that one code of the executive contract stands for; none for a code that is never sent. */
export const failuresNamed = (code: string): ErrorCode[] =>
  (Object.keys(SYSTEM_CODES) as ErrorCode[]).filter((each) => SYSTEM_CODES[each] === code);

/** Every code that `systemEnvelope` can send; `documentation_url` leads to the page of each. */
export const systemCodes = (): string[] => [...new Set(Object.values(SYSTEM_CODES))].sort();

/** Executive contract §2; `meta` says where figures came from and how fresh they are. */
export const systemEnvelope: Envelope = {
  name: "System",
  success: ({ data, meta }) => ({ success: true, data, ...(meta && { meta }) }),
  failure: ({ code, message, detail }, traceId, at) => ({
    success: false,
    error: {
      code: SYSTEM_CODES[code],
      message,
      details: [
        ...Object.entries(detail.fields ?? {}).map(([field, reason]) => `${field}: ${reason}`),
        ...(detail.retryAfterSec === undefined ? [] : [`retry_after_seconds: ${detail.retryAfterSec}`]),
      ],
      request_id: traceId,
      documentation_url: `${appUrl()}/docs/errors/${SYSTEM_CODES[code]}`,
    },
    timestamp: at.toISOString(),
  }),
  successSchema: (output) =>
    z.object({
      success: z.literal(true).describe("Always true"),
      data: output.describe("What was asked for"),
      meta: MetaSchema.describe("Where the figures come from and how fresh they are"),
    }),
  dryRunSchema: (output) =>
    z.object({ success: z.literal(true).describe("Always true"), data: output.describe("What would change") }),
  failureSchema: () =>
    z.object({
      success: z.literal(false).describe("Always false"),
      error: z
        .object({
          code: z.enum(systemCodes() as [string, ...string[]]).describe("Stable name of the failure"),
          message: z.string().describe("What happened, for people"),
          details: z.array(z.string()).describe("What is wrong with each field, or what is allowed"),
          request_id: z.string().describe("Id of the request, also in X-Request-Id and in the log"),
          documentation_url: z.url().describe("Page that explains the code"),
        })
        .describe("The failure"),
      timestamp: z.iso.datetime().describe("When it happened"),
    }),
};

const MetaSchema = z.object({
  data_source: z.string().describe("Where the figures come from"),
  data_quality: z
    .enum(["standard", "partial", "stale"])
    .describe("partial: a source is missing; stale: a source is old"),
  last_updated: z.iso.datetime().nullable().describe("Age of the oldest contributing source"),
  data_sources_limited: z.array(z.string()).optional().describe("Sources that are missing or late"),
  figures: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Every figure with range, unit, source, age and method"),
});
