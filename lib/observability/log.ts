import { type Logger, pino } from "pino";
import { singleton } from "../core/singleton.ts";
import { loggedIds } from "./surroundings.ts";
import { traceIds } from "./tracing.ts";

/**
 * What an error says of itself and no more: the driver's errors carry the values of the row that was refused, an address among them,
 * and an AppError its cause.
 */
function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) {
    return thrown;
  }
  const { type, message, stack, code } = pino.stdSerializers.err(thrown);
  return { type, message, stack, ...(code !== undefined && { code }) };
}

const options = {
  // biome-ignore lint/style/noProcessEnv: the log must work before the environment is known to be valid.
  level: process.env["LOG_LEVEL"] || "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: describeError },
};

/**
 * Structured JSON log on standard output. Each line bears the id of the request or job that it was written for. Secrets are redacted by
 * key wherever they stand (SRS §14).
 */
export const log: Logger = singleton("log", () =>
  pino({
    ...options,
    mixin: () => ({ ...loggedIds(), ...traceIds() }),
    redact: {
      paths: ["password", "token", "refreshToken", "accessToken", "authorization", "cookie", "secret", "email"].flatMap(
        (key) => [key, `*.${key}`, `*.*.${key}`],
      ),
      censor: "[redacted]",
    },
  }),
);

/** For the access log alone, whose every field is chosen: looking for secrets in each line would cost more than writing it. */
export const plainLog: Logger = singleton("plainLog", () => pino(options));
