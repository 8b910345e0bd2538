import type { Db } from "../db/client.ts";
import type { SourceId } from "./health.ts";

/** One request of an adapter. The mechanism sends it: with time limit, retries, rate limit and breaker. */
export interface SourceRequest {
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends the request and returns the parsed JSON of a 2xx. Throws SourceError. */
export type Ask = (request: SourceRequest) => Promise<unknown>;

/** Why a source gave nothing. Its message never holds what was sent or received. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly errorClass: "network" | "timeout" | "status" | "format" | "refused" | "circuit";
  /** Whether the same request may succeed in a moment. */
  readonly isTransient: boolean;

  constructor(errorClass: SourceError["errorClass"], message: string, isTransient: boolean) {
    super(message);
    this.errorClass = errorClass;
    this.isTransient = isTransient;
  }
}

/** A source that is asked on a schedule: it knows its wire format and where its reading is kept, and nothing of failures. */
export interface Source<Reading = unknown> {
  readonly id: SourceId;
  /** When it is asked, five fields in UTC. */
  readonly cron: string;
  /** How many requests a second it may be sent. */
  readonly requestsPerSecond: number;
  /** Whether the environment says where it is. */
  isConfigured(): boolean;
  /** Asks it for everything. Throws SourceError, or a ZodError when an answer is not in its format. */
  read(ask: Ask): Promise<Reading>;
  /** Keeps the reading, in the caller's transaction. */
  keep(tx: Db, reading: Reading, now: Date): Promise<void>;
}

/** A source whose reading's type has been forgotten; what `read` gives goes into its own `keep` alone. */
export const source = <Reading>(declared: Source<Reading>): Source => declared as unknown as Source;
