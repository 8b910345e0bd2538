import type { z } from "zod";
import type { Priority } from "../alerts/index.ts";
import type { EntityType } from "../audit/actions.ts";
import type { Db } from "../db/client.ts";

/** What a running job is given. */
export interface JobContext {
  readonly jobId: string;
  /** 1 for the first try, of the step under way where there is one. */
  readonly attempt: number;
  /** Aborts at the time limit, when the process stops, and when another process has taken the job over. */
  readonly signal: AbortSignal;
  /** To be awaited between pieces of work: throws when the tenant was suspended meanwhile or another process took the job over. */
  readonly checkpoint: () => Promise<void>;
  /**
   * Runs `work` at least once and keeps its result, as JSON: a retry or another process goes on after it. Each step has its own
   * attempts; after the last it throws here. What lies outside of steps runs again after each. Names are unique in the job.
   */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Waits without holding anything, at least a second. */
  readonly sleep: (name: string, ms: number) => Promise<void>;
}

/** What a job is about, for lists, filters and the audit log. */
export interface Subject {
  readonly entityType: EntityType;
  readonly entityId: string;
  readonly ruleId?: string;
}

/**
 * A kind of background work. `run` happens at least once and must bear a repetition; what it throws is retried (SRS §10.5).
 * `with-tenant` holds it while its tenant is suspended or deleted (SRS §6.5); audit and clean-up run on with `never`.
 */
export interface Job<P extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly payload: P;
  readonly halts: "with-tenant" | "never";
  /** Runs by itself at these times, five fields in UTC; its payload must admit `{}`. */
  readonly cron?: string;
  /** How many run at once among all processes, of each key where there is one. */
  readonly concurrency?: { readonly limit: number; key?(payload: z.output<P>): string };
  /** An attempt, or one of a step, may take so long. */
  readonly timeLimitMs?: number;
  /** Of the alert that its final failure raises. */
  readonly failurePriority?: Priority;
  subject?(payload: z.output<P>): Subject;
  run(payload: z.output<P>, context: JobContext): Promise<void>;
  /** Writes what its final failure means, in the transaction that makes it a dead letter. */
  onFailure?(tx: Db, payload: z.output<P>, failure: { readonly jobId: string; readonly error: string }): Promise<void>;
}

/** Declares a job; exists to tie the payload's schema to what `run` receives. */
export const job = <P extends z.ZodType>(declared: Job<P>): Job<P> => declared;

/** All jobs that a process can run, in the forms that the queue asks for. */
export interface Catalogue {
  readonly byKind: ReadonlyMap<string, Job>;
  readonly kinds: readonly string[];
  /** Kinds that run whatever the state of their tenant. */
  readonly unhaltedKinds: readonly string[];
}

/** Collects jobs. Throws when two claim one kind. */
export function catalogueOf(jobs: readonly Job[]): Catalogue {
  const byKind = new Map(jobs.map((declared) => [declared.kind, declared]));
  if (byKind.size !== jobs.length) {
    throw new Error("two jobs share a kind");
  }
  const unhaltedKinds = jobs.filter(({ halts }) => halts === "never").map(({ kind }) => kind);
  return { byKind, kinds: [...byKind.keys()], unhaltedKinds };
}
