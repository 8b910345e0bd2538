import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LoadJob, LoadResult } from "./job.ts";

/** The load generator, in a thread of its own. One job at a time. */
export interface LoadGenerator {
  /** Rejects when any answer was no success. */
  run(job: LoadJob): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** Starts the generator's thread. */
export function startLoadGenerator(): LoadGenerator {
  const worker = new Worker(new URL("./generator.ts", import.meta.url));
  return {
    async run(job) {
      worker.postMessage(job);
      const [result] = (await once(worker, "message")) as [LoadResult];
      if (result.failures.length > 0) {
        throw new Error(`Requests failed:\n${result.failures.join("\n")}`);
      }
      return result;
    },
    async stop() {
      await worker.terminate();
    },
  };
}
