import { Inngest } from "inngest";
import { singleton } from "../lib/core/singleton.ts";
import { env } from "../lib/env.ts";
import { log } from "../lib/observability/log.ts";

/** The process's Inngest client, for Inngest's cloud or the server at INNGEST_BASE_URL. Signatures are always checked. */
export const inngest = (): Inngest =>
  singleton("inngest", () => {
    const { INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey } = env();
    return new Inngest({
      id: "rookery",
      isDev: false,
      checkpointing: false,
      logger: log,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(eventKey !== undefined && { eventKey }),
      ...(signingKey !== undefined && { signingKey }),
    });
  });
