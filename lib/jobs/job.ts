import type { z } from "zod";

/** What a running job is given. */
export interface JobContext {
  readonly jobId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts at the time limit and when the process stops. */
  readonly signal: AbortSignal;
  /** To be awaited between steps: throws when the tenant was suspended meanwhile or another process took the job over. */
  readonly checkpoint: () => Promise<void>;
}

/**
 * A kind of background work. `run` happens at least once and must bear a repetition; what it throws is retried (SRS §10.5).
 * `with-tenant` holds it while its tenant is suspended or deleted (SRS §6.5); audit and clean-up run on with `never`.
 */
export interface Job<P extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly payload: P;
  readonly halts: "with-tenant" | "never";
  run(payload: z.output<P>, context: JobContext): Promise<void>;
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
