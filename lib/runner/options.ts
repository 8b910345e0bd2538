/** How a runner works. */
export interface RunnerOptions {
  /** Runs under way at once in this process. */
  readonly concurrency?: number;
  /** A run whose process stays silent for so long is taken over. */
  readonly leaseMs?: number;
  /** How often to look for what nobody told of: work of other processes, sleeps that are over. */
  readonly pollMs?: number;
  /** A call under way when the process stops may take so long to end. */
  readonly graceMs?: number;
  readonly retryDelayMs: (attempt: number) => number;
}

/** What holds where nothing else is asked for. */
export const DEFAULTS = { concurrency: 16, leaseMs: 20_000, pollMs: 500, graceMs: 1000 };
