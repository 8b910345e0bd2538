import { env } from "../lib/env.ts";
import { startBackground } from "../lib/jobs/background.ts";
import { log } from "../lib/observability/log.ts";
import { isExternal } from "./mode.ts";

/** Starts the process's background work with the executor that the environment names. Never throws: the server answers without it. */
export async function startBackgroundWork(): Promise<void> {
  try {
    const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
    if (!isExternal() && (INNGEST_BASE_URL ?? INNGEST_EVENT_KEY ?? INNGEST_SIGNING_KEY) !== undefined) {
      log.warn("INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are not both set: jobs run in this process");
    }
    const background = startBackground(isExternal() ? (await import("./dispatch.ts")).dispatchToInngest : undefined);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => void background.stop());
    }
  } catch (err) {
    log.error({ err }, "background work could not be started");
  }
}
