import { env } from "../lib/env.ts";

/** True when an Inngest server executes the jobs: both keys are set. Otherwise the process runs them itself. */
export const isExternal = (): boolean =>
  env().INNGEST_EVENT_KEY !== undefined && env().INNGEST_SIGNING_KEY !== undefined;
