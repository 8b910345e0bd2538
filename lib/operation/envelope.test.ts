import { beforeAll, describe, expect, test } from "vitest";
import { AppError, conflictOn, ERRORS, type ErrorCode, invalid } from "../core/errors.ts";
import { genericResponse, systemCodes, systemEnvelope } from "./envelope.ts";

const at = new Date("2026-11-20T09:30:00Z");
const generic = (error: AppError) => genericResponse.failure(error, "trace-1", at);
const system = (error: AppError) => systemEnvelope.failure(error, "trace-1", at);

beforeAll(() => {
  process.env["DATABASE_URL"] ??= "postgresql://unused";
  process.env["NEXTAUTH_SECRET"] ??= "unused".repeat(6);
  process.env["JWT_SIGNING_KEYS"] ??= "[]";
});

describe("SRS §5 GenericReponseDto", () => {
  test("§5.1 success", () => {
    const success = { status: 201, message: "Made", data: { id: 1 } };
    expect(genericResponse.success(success)).toEqual({ statusCode: 201, message: "Made", response: { id: 1 } });
  });

  test.each([
    [
      "§5.2 validation",
      invalid("name", "Required"),
      { statusCode: 400, message: "Validation failed", response: { errors: { name: "Required" } } },
    ],
    ["§5.3 401", new AppError("UNAUTHENTICATED"), { statusCode: 401, message: "Unauthorized", response: null }],
    ["§5.3 403", new AppError("FORBIDDEN"), { statusCode: 403, message: "Insufficient privileges", response: null }],
    ["§5.4 404", new AppError("NOT_FOUND"), { statusCode: 404, message: "Not found", response: null }],
    [
      "§5.5 500",
      new AppError("INTERNAL", undefined, { cause: new Error("SELECT secrets") }),
      { statusCode: 500, message: "Internal server error", response: { traceId: "trace-1" } },
    ],
    [
      "decisions §4 409",
      conflictOn("code", "is taken"),
      { statusCode: 409, message: "is taken", response: { errors: { code: "is taken" } } },
    ],
    [
      "decisions §4 429",
      new AppError("RATE_LIMITED", undefined, { retryAfterSec: 7 }),
      { statusCode: 429, message: "Too many requests", response: { retryAfterSeconds: 7 } },
    ],
    [
      "decisions §4 503",
      new AppError("UNAVAILABLE", undefined, { retryAfterSec: 2 }),
      { statusCode: 503, message: "Service unavailable", response: { traceId: "trace-1" } },
    ],
    [
      "decisions §5 502",
      new AppError("DOWNSTREAM"),
      { statusCode: 502, message: "A downstream system failed", response: { traceId: "trace-1" } },
    ],
    [
      "decisions §9 totpRequired",
      new AppError("UNAUTHENTICATED", undefined, { response: { totpRequired: true } }),
      { statusCode: 401, message: "Unauthorized", response: { totpRequired: true } },
    ],
  ])("%s", (_clause, error, body) => {
    expect(generic(error)).toEqual(body);
  });

  test("no error's cause or stack reaches the body", () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const error = new AppError(code, undefined, { cause: new Error("password=hunter2") });
      expect(JSON.stringify([generic(error), system(error)])).not.toMatch(/hunter2|stack|\.ts:/);
    }
  });

  test("every failure satisfies the schema that the documentation shows", () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const error = new AppError(code, undefined, { retryAfterSec: 1, fields: { a: "b" } });
      expect(genericResponse.failureSchema().safeParse(generic(error)).success).toBe(true);
      expect(systemEnvelope.failureSchema().safeParse(system(error)).success).toBe(true);
    }
  });
});

describe("executive contract §2, decisions §7", () => {
  test.each([
    ["UNAUTHENTICATED", 401, "AUTHENTICATION_REQUIRED"],
    ["FORBIDDEN", 403, "ACCESS_DENIED"],
    ["NOT_FOUND", 404, "RESOURCE_NOT_FOUND"],
    ["VALIDATION", 400, "VALIDATION_ERROR"],
    ["RATE_LIMITED", 429, "RATE_LIMIT_EXCEEDED"],
    ["CONFLICT", 409, "PROCESS_REQUIRED"],
    ["BACKBONE_CONSTRAINT", 422, "BACKBONE_CONSTRAINT_APPLIED"],
    ["UNAVAILABLE", 503, "DATA_SOURCE_UNAVAILABLE"],
    ["INTERNAL", 500, "INTERNAL_SERVER_ERROR"],
  ] as const)("%s leaves with status %i as %s", (code, status, name) => {
    const error = new AppError(code);
    expect(error.status).toBe(status);
    expect(system(error)).toMatchObject({ success: false, error: { code: name, request_id: "trace-1" } });
  });

  test("a failure carries details, the request id, the page that explains it and the time", () => {
    const error = new AppError("VALIDATION", undefined, { fields: { timeframe: "Must be one of last_7d" } });
    expect(system(error)).toEqual({
      success: false,
      error: {
        code: "VALIDATION_ERROR",
        message: "Validation failed",
        details: ["timeframe: Must be one of last_7d"],
        request_id: "trace-1",
        documentation_url: expect.stringMatching(/^http.*\/docs\/errors\/VALIDATION_ERROR$/),
      },
      timestamp: "2026-11-20T09:30:00.000Z",
    });
  });

  test("a 429 says in how many seconds to try again", () => {
    const error = new AppError("RATE_LIMITED", undefined, { retryAfterSec: 9 });
    expect(system(error)).toMatchObject({ error: { details: ["retry_after_seconds: 9"] } });
  });

  test("success has data and, where there are figures, meta", () => {
    const meta = { data_source: "backbone_apis", data_quality: "partial", last_updated: null } as const;
    const success = { status: 200, message: "Success", data: { a: null } };
    expect(systemEnvelope.success({ ...success, meta })).toEqual({ success: true, data: { a: null }, meta });
    expect(systemEnvelope.success(success)).toEqual({ success: true, data: { a: null } });
  });

  test("every code that can be sent is listed for the documentation page", () => {
    const sent = (Object.keys(ERRORS) as ErrorCode[]).map(
      (code) => (system(new AppError(code)) as { error: { code: string } }).error.code,
    );
    expect(systemCodes()).toEqual([...new Set(sent)].sort());
  });
});
