import { z } from "zod";
import { parseSealKeys } from "./core/seal-keys.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z
  .enum(["true", "1", "on", "yes", "false", "0", "off", "no"])
  .default("false")
  .transform((value) => ["true", "1", "on", "yes"].includes(value));
const optionalUrl = z.url().optional();
const secret = z.string().min(1).optional();
const sealKey = z.string().superRefine((text, context) => {
  try {
    parseSealKeys(text);
  } catch (problem) {
    context.addIssue(problem instanceof Error ? problem.message : "is not a key");
  }
});
const smtpUrl = z.url({ protocol: /^smtps?$/, error: "must be smtp://… or smtps://…" }).optional();
const isLoopback = (host: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(host);
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === "https:" || isLoopback(url?.hostname ?? "");
  }, "must be an https address")
  .optional();

const contact = z
  .string()
  .transform((text) => (z.email().safeParse(text).success ? `mailto:${text}` : text))
  .refine(
    (text) => ["https:", "mailto:", "tel:"].includes(URL.parse(text)?.protocol ?? ""),
    "must be an e-mail address or an https, mailto or tel address",
  )
  .optional();

/** Every environment variable of decisions §1 and §8 that the application itself reads. `.env.example` explains each. */
const Variables = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: port.default(3000),
  HOST: z.string().default("127.0.0.1"),
  APP_URL: optionalUrl,
  DATABASE_URL: z.string().min(1, "is required"),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(12),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
  NEXTAUTH_SECRET_PREVIOUS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .refine((secrets) => secrets.every((secret) => secret.length >= 32), "holds one of fewer than 32 characters"),
  JWT_SIGNING_KEYS: z.string().min(1, "is required"),
  AUDIT_SEAL_KEY: sealKey.optional(),
  AUDIT_CHECKPOINT_DIR: z.string().optional(),
  AUDIT_CHECKPOINT_URL: z.url({ protocol: /^https?$/, error: "must be http://… or https://…" }).optional(),
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
  PROVISIONING_URL: optionalUrl,
  PROVISIONING_TOKEN: secret,
  INNGEST_BASE_URL: optionalUrl,
  INNGEST_EVENT_KEY: secret,
  INNGEST_SIGNING_KEY: secret,
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: secret,
  OIDC_CLIENT_SECRET: secret,
  SMTP_URL: smtpUrl,
  SECURITY_CONTACT: contact,
  TRUST_PROXY: flag,
  METRICS_TOKEN: secret,
  WEBHOOK_ALLOW_PRIVATE: flag,
  CHAOS_SWITCH: flag,
  JOB_RETRY_BASE_MS: z.coerce.number().int().min(1).default(1000),
  POSTMARK_WEBHOOK_USER: secret,
  POSTMARK_WEBHOOK_PASSWORD: secret,
  MAILGUN_SIGNING_KEY: secret,
  STRIPE_WEBHOOK_SECRET: secret,
  SOURCE_ESP_BILLING_URL: optionalUrl,
  SOURCE_ESP_BILLING_TOKEN: secret,
  SOURCE_HOSTWINDS_URL: optionalUrl,
  SOURCE_HOSTWINDS_KEY: secret,
  SOURCE_BACKBONE_URL: optionalUrl,
  SOURCE_BACKBONE_TOKEN: secret,
  SOURCE_POSTHOG_URL: optionalUrl,
  SOURCE_POSTHOG_KEY: secret,
  SOURCE_POSTHOG_PROJECT: secret,
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalUrl,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

const Env = Variables.superRefine((given, context) => {
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = given;
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = given;
  const ofProvider = [OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].filter((value) => value !== undefined);
  if (ofProvider.length % 3 !== 0) {
    context.addIssue("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed together, or none of them");
  }
  const isServed = INNGEST_EVENT_KEY !== undefined && INNGEST_SIGNING_KEY !== undefined;
  if (!isServed && (INNGEST_BASE_URL ?? INNGEST_EVENT_KEY ?? INNGEST_SIGNING_KEY) !== undefined) {
    context.addIssue(
      "INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY are needed together; with neither, jobs run in this process",
    );
  }
});
export type Env = z.output<typeof Env>;

let parsed: Env | undefined;

/** The validated environment, read on first use: a build needs none of it. Throws naming every bad variable. */
export function env(): Env {
  if (parsed === undefined) {
    const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
    const result = Env.safeParse(present);
    if (!result.success) {
      const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`.trim());
      throw new Error(`Environment: ${problems.join("; ")}`);
    }
    parsed = result.data;
  }
  return parsed;
}

/** The installation's secret, and those before it that are still honoured: the first seals and signs, all of them open and verify. */
export const installationSecrets = (): readonly [string, ...string[]] => [
  env().NEXTAUTH_SECRET,
  ...env().NEXTAUTH_SECRET_PREVIOUS,
];

/** The address that users and links see: APP_URL, else where the server listens. No trailing slash. */
export const appUrl = (): string => (env().APP_URL ?? `http://localhost:${env().PORT}`).replace(/\/$/, "");

/** Whether people reach the application over https: what browsers keep of it is then bound to that. */
export const isHttps = (): boolean => appUrl().startsWith("https://");

/** next-auth reads its own address from NEXTAUTH_URL; the application has one name for it, APP_URL. */
export function tellNextAuth(): void {
  process.env["NEXTAUTH_URL"] ??= appUrl();
}

/** Forgets what was read, for tests that change a variable. */
export const resetEnv = (): void => {
  parsed = undefined;
};
