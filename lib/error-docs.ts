import { apis } from "./apis.ts";
import { AppError, type ErrorCode, type ErrorDetail } from "./core/errors.ts";
import { failuresNamed, systemEnvelope } from "./operation/envelope.ts";
import { ERROR_GUIDE } from "./operation/error-guide.ts";
import { failuresOf } from "./operation/openapi-responses.ts";

/** What the documentation says of one code of the executive contract. */
interface ErrorDocument {
  readonly code: string;
  /** HTTP statuses, in words where there are several. */
  readonly status: string;
  readonly meaning: string;
  readonly remedy: string;
  /** An answer that bears it, as it would be sent; null for a code that no answer of this version bears. */
  readonly example: object | null;
  /** Operations of the executive contract that can answer it. */
  readonly operations: readonly { readonly method: string; readonly path: string; readonly summary: string }[];
}

const EXAMPLE_DETAILS: Readonly<Partial<Record<ErrorCode, ErrorDetail>>> = {
  VALIDATION: { fields: { window: 'Invalid option: expected one of "monthly"|"quarterly"|"semi_annual"|"annual"' } },
  BACKBONE_CONSTRAINT: { fields: { timeframe: "last_24h, last_7d, last_30d and last_90d can be had" } },
  RATE_LIMITED: { retryAfterSec: 12 },
  UNAVAILABLE: { retryAfterSec: 1 },
};
const EXAMPLE_ID = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0aa";
const EXAMPLE_TIME = new Date("2026-11-18T09:00:00.000Z");

/** The documentation of a code; null where there is no such code. */
export function errorDocument(code: string): ErrorDocument | null {
  const guide = Object.hasOwn(ERROR_GUIDE, code) ? ERROR_GUIDE[code] : undefined;
  if (!guide) {
    return null;
  }
  const failures = failuresNamed(code);
  return { code, ...guide, example: exampleOf(failures), operations: answering(failures) };
}

function exampleOf(failures: readonly ErrorCode[]): object | null {
  const shown = failures.find((failure) => failure in EXAMPLE_DETAILS) ?? failures[0];
  return shown === undefined
    ? null
    : systemEnvelope.failure(new AppError(shown, undefined, EXAMPLE_DETAILS[shown]), EXAMPLE_ID, EXAMPLE_TIME);
}

const answering = (failures: readonly ErrorCode[]): ErrorDocument["operations"] =>
  apis
    .filter(({ envelope }) => envelope === systemEnvelope)
    .flatMap(({ base, operations }) =>
      operations
        .filter((op) => failuresOf(op).some((failure) => failures.includes(failure)))
        .map(({ http: { method, path }, summary }) => ({ method, path: `${base}${path}`, summary })),
    );
