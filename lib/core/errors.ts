/** Every failure a caller may see. The table is the only place a code meets an HTTP status (SRS §5, decisions §4, §7). */
export const ERRORS = {
  VALIDATION: [400, "Validation failed"],
  UNAUTHENTICATED: [401, "Unauthorized"],
  FORBIDDEN: [403, "Insufficient privileges"],
  NOT_FOUND: [404, "Not found"],
  METHOD_NOT_ALLOWED: [405, "Method not allowed"],
  CONFLICT: [409, "Conflict"],
  GONE: [410, "No longer available"],
  PRECONDITION_FAILED: [412, "The resource has changed since it was read"],
  PAYLOAD_TOO_LARGE: [413, "Request body is too large"],
  UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported content type"],
  KEY_REUSED: [422, "Idempotency-Key was used with another request"],
  BACKBONE_CONSTRAINT: [422, "More than the backbone can give"],
  RATE_LIMITED: [429, "Too many requests"],
  INTERNAL: [500, "Internal server error"],
  DOWNSTREAM: [502, "A downstream system failed"],
  UNAVAILABLE: [503, "Service unavailable"],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetail {
  /** Field → what is wrong with it. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly retryAfterSec?: number;
  /** Methods of a 405's Allow header. */
  readonly allow?: readonly string[];
  /** Extra members of `response`, such as `totpRequired`. */
  readonly response?: Readonly<Record<string, unknown>>;
  /** The proposal that was made instead, where something needs a second person. */
  readonly proposalId?: string;
  /** What refused a FORBIDDEN, for the audit log alone: never in the answer. */
  readonly denied?: { readonly decidedBy: string; readonly explanation: string };
  readonly cause?: unknown;
}

const BRAND = Symbol.for("rookery.AppError");

/** An expected failure. Anything else that is thrown is a bug and leaves as INTERNAL with a trace id. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string = ERRORS[code][1], detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return ERRORS[this.code][0];
  }

  /** Next bundles this module several times, and what one copy throws another must recognise. Subclasses compare as usual. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class on the right of instanceof, perhaps a subclass.
    const isThisClass = this === AppError;
    return isThisClass
      ? typeof value === "object" && value !== null && BRAND in value
      : // biome-ignore lint/complexity/noThisInStatic: as above.
        Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

/** A 401 for a token that was ours but is no longer good: who it belonged to is known, and audited (decisions §5). */
export class StaleCredentialsError extends AppError {
  readonly subjectId: string;
  readonly role: string;
  readonly subject: "user" | "apiKey";

  constructor(subjectId: string, role: string, subject: "user" | "apiKey" = "user") {
    super("UNAUTHENTICATED");
    this.subjectId = subjectId;
    this.role = role;
    this.subject = subject;
  }
}

/** A CONFLICT on one field, as decisions §4 renders it. */
export const conflictOn = (field: string, reason: string): AppError =>
  new AppError("CONFLICT", reason, { fields: { [field]: reason } });

/** A VALIDATION failure of one field that only the service could see. */
export const invalid = (field: string, reason: string): AppError =>
  new AppError("VALIDATION", undefined, { fields: { [field]: reason } });
