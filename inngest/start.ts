import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../lib/env.ts";
import { JOBS } from "../lib/jobs/all.ts";
import { type Background, startBackground } from "../lib/jobs/background.ts";
import type { Publish } from "../lib/jobs/relay.ts";
import { log } from "../lib/observability/log.ts";
import { startTracing, stopTracing } from "../lib/observability/tracing.ts";
import type { RunnerOptions } from "../lib/runner/options.ts";
import { startReporting } from "../lib/status/report.ts";
import { embeddedRunner, inngest } from "./client.ts";
import { embeddedHandler } from "./embedded.ts";
import { functions } from "./functions.ts";
import { isExternal } from "./mode.ts";

const STOP_MS = 3000;

/**
 * Starts the process's background work with the executor that the environment names. Throws when the environment is incomplete or a
 * function asks for what its executor cannot do: better no start than work that never happens.
 * `options` are for the embedded runner.
 */
export async function startBackgroundWork(options: Partial<RunnerOptions> = {}): Promise<void> {
  await startTracing(env().OTEL_EXPORTER_OTLP_ENDPOINT);
  const runner = isExternal() ? null : embeddedRunner(options);
  await runner?.connect(embeddedHandler(inngest(), functions()));
  stopWithProcess(startBackground(publish, runner), startReporting());
  log.info({ executor: runner ? "embedded" : "inngest", jobs: JOBS.kinds.length }, "background work started");
}

/** Sends events to the executor: a server, or through the same client the embedded runner. */
export const publish: Publish = async (events) => {
  await inngest().send(events.map((event) => ({ ...event })));
};

/** Next ends the process as soon as its server is closed; the jobs under way are to be given back before that. */
function stopWithProcess(background: Background, stopReporting: () => Promise<void>): void {
  const stop = (): void => {
    process.off("SIGTERM", stop).off("SIGINT", stop);
    const stopped = Promise.race([stopAll(background, stopReporting), sleep(STOP_MS)]).catch(() => undefined);
    const exit = process.exit.bind(process);
    process.exit = ((code) => void stopped.then(() => exit(code))) as typeof process.exit;
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

async function stopAll(background: Background, stopReporting: () => Promise<void>): Promise<void> {
  try {
    await Promise.all([background.stop(), stopReporting()]);
  } finally {
    await stopTracing();
  }
}
