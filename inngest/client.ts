import { randomBytes } from "node:crypto";
import { Inngest } from "inngest";
import { singleton } from "../lib/core/singleton.ts";
import { env } from "../lib/env.ts";
import { retryDelayMs } from "../lib/jobs/failure.ts";
import type { RunnerOptions } from "../lib/runner/options.ts";
import { FunctionRunner } from "../lib/runner/runner.ts";
import { isExternal } from "./mode.ts";
import { quiet } from "./quiet.ts";

/** Checkpoints and metadata would be reported over HTTP; here every step is told in the answer to a call. */
const COMMON = { id: "rookery", isDev: false, checkpointing: false, aiMetadata: false, logger: quiet } as const;

/** The process's Inngest client: for the server that the environment names, else for the embedded runner. Signatures are always checked. */
export const inngest = (): Inngest =>
  singleton("inngest", () => (isExternal() ? external() : embedded(embeddedRunner())));

function external(): Inngest {
  const { INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey } = env();
  return new Inngest({
    ...COMMON,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(eventKey !== undefined && { eventKey }),
    ...(signingKey !== undefined && { signingKey }),
  });
}

/** A client whose events go to the runner and who speaks to nobody else. Its keys are the process's own, so that no call from outside passes. */
export const embedded = ({ fetch }: FunctionRunner): Inngest =>
  new Inngest({
    ...COMMON,
    baseUrl: "http://inngest.embedded.invalid",
    eventKey: "embedded",
    signingKey: randomBytes(32).toString("hex"),
    fetch,
  });

/** The process's own runner, made as the first call says. Used only without an external server. */
export const embeddedRunner = (options: Partial<RunnerOptions> = {}): FunctionRunner =>
  singleton(
    "functionRunner",
    () =>
      new FunctionRunner({
        retryDelayMs: (attempt) => retryDelayMs(attempt, env().JOB_RETRY_BASE_MS, Math.random()),
        ...options,
      }),
  );
