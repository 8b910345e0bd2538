import { log } from "../lib/observability/log.ts";

const nothing = (): void => undefined;

/**
 * The SDK's logger. It logs what functions throw, whole; jobs log their own failures, with credentials masked (SRS §14). What else
 * it has to say is of interest when something is being looked for.
 */
export const quiet = {
  debug: nothing,
  info: nothing,
  warn: (...said: readonly unknown[]) => log.debug({ said: said.map(textOf) }, "inngest"),
  error: (...said: readonly unknown[]) => log.debug({ said: said.map(textOf) }, "inngest"),
};

const textOf = (said: unknown): string => (typeof said === "string" ? said : "…");
