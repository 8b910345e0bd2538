import { AsyncLocalStorage } from "node:async_hooks";
import { singleton } from "../core/singleton.ts";

/** What the code that is running belongs to: log lines join on the ids, and nested work is measured once. */
export interface Surroundings {
  readonly requestId?: string;
  readonly jobId?: string;
  /** The span under way, where traces are written. Only lib/observability/otlp.ts knows what it is. */
  readonly span?: object;
}

const storage = singleton("surroundings", () => new AsyncLocalStorage<Surroundings>());

/** The request or job under way; undefined outside of any. */
export const surroundings = (): Surroundings | undefined => storage.getStore();

/** Runs `work`, and all that it starts, as part of a request or job. */
export const within = <T>(around: Surroundings, work: () => T): T => storage.run(around, work);

/** Runs `work` as part of none: for what one request happens to start and all of them share. */
export const outside = <T>(work: () => T): T => storage.exit(work);

/** The fields that a log line bears because of where it was written. */
export function loggedIds(): object {
  const { requestId, jobId } = storage.getStore() ?? {};
  return { ...(requestId !== undefined && { requestId }), ...(jobId !== undefined && { jobId }) };
}
