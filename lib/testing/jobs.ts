import { embedded } from "../../inngest/client.ts";
import { embeddedHandler } from "../../inngest/embedded.ts";
import { functions } from "../../inngest/functions.ts";
import { Prisma } from "../db/generated/client.ts";
import { read } from "../db/transaction.ts";
import { env } from "../env.ts";
import { JOBS } from "../jobs/all.ts";
import { retryDelayMs } from "../jobs/failure.ts";
import type { Catalogue } from "../jobs/job.ts";
import { type MaintenanceTask, runTask } from "../jobs/maintenance.ts";
import { requeued } from "../jobs/outbox.ts";
import { Relay } from "../jobs/relay.ts";
import type { RunnerOptions } from "../runner/options.ts";
import { FunctionRunner } from "../runner/runner.ts";

export interface LocalJobs {
  readonly relay: Relay;
  readonly runner: FunctionRunner;
  /** Publishes what is due and advances each due run as far as it goes; returns how many runs that were. */
  turn(): Promise<number>;
}

/** The jobs of the catalogue on an embedded runner of the test's own, advanced by hand. */
export async function localJobs(catalogue: Catalogue = JOBS, options: Partial<RunnerOptions> = {}): Promise<LocalJobs> {
  const delay = (attempt: number) => retryDelayMs(attempt, env().JOB_RETRY_BASE_MS, 0);
  const runner = new FunctionRunner({ retryDelayMs: delay, ...options });
  const client = embedded(runner);
  await runner.connect(embeddedHandler(client, functions(client, catalogue)));
  const relay = new Relay(catalogue, async (events) => {
    await client.send(events.map((event) => ({ ...event })));
  });
  return {
    relay,
    runner,
    async turn() {
      await relay.tick();
      const taken = await runner.tick();
      await runner.settled();
      return taken;
    },
  };
}

/** Runs upkeep at once. Returns name → rows. */
export async function runMaintenance(tasks: readonly MaintenanceTask[]): Promise<Record<string, number>> {
  const handled: Record<string, number> = {};
  for (const task of tasks) {
    handled[task.name] = await runTask(task);
  }
  return handled;
}

/** Has a job that is over run anew, as a retry of its dead letter does. */
export async function rerun(jobId: string): Promise<void> {
  await read(async (db) => {
    await db.$executeRaw`UPDATE jobs SET status = 'failed' WHERE id = ${jobId}::uuid`;
    await db.$executeRaw(requeued(Prisma.sql`j.id = ${jobId}::uuid`));
  });
}
