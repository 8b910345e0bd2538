import { setTimeout as sleep } from "node:timers/promises";
import { env } from "../lib/env.ts";
import { type Background, startBackground } from "../lib/jobs/background.ts";
import { log } from "../lib/observability/log.ts";
import { isExternal } from "./mode.ts";

const STOP_MS = 3000;

/** Starts the process's background work with the executor that the environment names. Never throws: the server answers without it. */
export async function startBackgroundWork(): Promise<void> {
  try {
    const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
    if (!isExternal() && (INNGEST_BASE_URL ?? INNGEST_EVENT_KEY ?? INNGEST_SIGNING_KEY) !== undefined) {
      log.warn("INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are not both set: jobs run in this process");
    }
    const background = startBackground(isExternal() ? (await import("./dispatch.ts")).dispatchToInngest : undefined);
    stopWithProcess(background);
  } catch (err) {
    log.error({ err }, "background work could not be started");
  }
}

/** Next ends the process as soon as its server is closed; the jobs under way are to be given back before that. */
function stopWithProcess(background: Background): void {
  const stop = (): void => {
    process.off("SIGTERM", stop).off("SIGINT", stop);
    const stopped = Promise.race([background.stop(), sleep(STOP_MS)]).catch(() => undefined);
    const exit = process.exit.bind(process);
    process.exit = ((code) => void stopped.then(() => exit(code))) as typeof process.exit;
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}
