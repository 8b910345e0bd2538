import { type Logger, pino } from "pino";
import { singleton } from "../core/singleton.ts";

/** Structured JSON log on standard output. Secrets are redacted by key wherever they stand (SRS §14). */
export const log: Logger = singleton("log", () =>
  pino({
    // biome-ignore lint/style/noProcessEnv: the log must work before the environment is known to be valid.
    level: process.env["LOG_LEVEL"] || "info",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["password", "token", "refreshToken", "accessToken", "authorization", "cookie", "secret", "email"].flatMap(
        (key) => [key, `*.${key}`, `*.*.${key}`],
      ),
      censor: "[redacted]",
    },
    serializers: { err: pino.stdSerializers.err },
  }),
);
