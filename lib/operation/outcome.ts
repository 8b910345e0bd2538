import { AppError, type ErrorCode } from "../core/errors.ts";
import type { AnyOperation, Meta } from "./operation.ts";
import type { Stream } from "./stream.ts";

/** A successful answer, before any envelope. Plain JSON, so that it can be stored and replayed; a stream never is. */
export interface Success<T = unknown> {
  readonly status: number;
  readonly message: string;
  readonly data: T;
  readonly meta?: Meta;
  readonly version?: number;
  /** Sent instead of the envelope. */
  readonly stream?: Stream;
  /** There where nothing was done yet: the proposal that waits for a second person. */
  readonly proposalId?: string;
}

interface StoredFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** What an Idempotency-Key remembers: an answer or a refusal, never a 5xx. */
export type Stored = { readonly success: Success } | { readonly failure: StoredFailure };

/** The success of an operation with its declared status and message. */
export const toSuccess = <T>(op: AnyOperation, data: T, extra: { meta?: Meta; version?: number }): Success<T> => ({
  status: op.http.status ?? 200,
  message: op.http.message ?? "Success",
  data,
  ...(extra.meta !== undefined && { meta: extra.meta }),
  ...(extra.version !== undefined && { version: extra.version }),
});

/** A refusal in its storable form. */
export const toStoredFailure = ({ code, message, detail }: AppError): Stored => ({
  failure: {
    code,
    message,
    ...(detail.fields !== undefined && { fields: detail.fields }),
    ...(detail.response !== undefined && { response: detail.response }),
  },
});

/** Gives a stored answer again: returns the success, throws the refusal. */
export function replay(stored: Stored): Success {
  if ("success" in stored) {
    return stored.success;
  }
  const { code, message, fields, response } = stored.failure;
  throw new AppError(code, message, { ...(fields && { fields }), ...(response && { response }) });
}
