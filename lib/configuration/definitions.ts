import { z } from "zod";
import { SYSTEM_ROLE_NAMES } from "../policy/roles.ts";

interface Definition<S extends z.ZodType> {
  readonly schema: S;
  readonly default: z.output<S>;
  readonly overridable: boolean;
  readonly description: string;
}
const define = <S extends z.ZodType>(definition: Definition<S>): Definition<S> => definition;
const perMinute = z.int().min(5).max(100_000);

/** Every configuration key (decisions §5): type, default, whether a tenant may override it, meaning. */
export const DEFINITIONS = {
  "auth.passwordPolicy": define({
    schema: z.strictObject({
      minLength: z.int().min(8).max(128),
      requireUpper: z.boolean(),
      requireLower: z.boolean(),
      requireDigit: z.boolean(),
      requireSymbol: z.boolean(),
      historySize: z.int().min(0).max(24),
      maxAgeDays: z.int().min(0).max(3650),
    }),
    default: {
      minLength: 12,
      requireUpper: true,
      requireLower: true,
      requireDigit: true,
      requireSymbol: false,
      historySize: 5,
      maxAgeDays: 0,
    },
    overridable: true,
    description: "What a new password must satisfy; maxAgeDays 0 never expires",
  }),
  "auth.sessionTimeoutMinutes": define({
    schema: z.int().min(5).max(43_200),
    default: 720,
    overridable: true,
    description: "A session ends after this long without a refresh",
  }),
  "auth.accessTokenTtlMinutes": define({
    schema: z.int().min(1).max(1440),
    default: 60,
    overridable: false,
    description: "Lifetime of an access token",
  }),
  "auth.refreshTokenTtlDays": define({
    schema: z.int().min(1).max(365),
    default: 30,
    overridable: false,
    description: "Lifetime of a refresh token",
  }),
  "auth.mfaRequiredRoles": define({
    schema: z.array(z.enum(SYSTEM_ROLE_NAMES as [string, ...string[]])),
    default: [],
    overridable: false,
    description: "Roles that must use a second factor",
  }),
  "auth.loginAttemptsPerAccount": define({
    schema: z.int().min(3).max(1000),
    default: 10,
    overridable: false,
    description: "Failed sign-ins of one account in 10 minutes before 429",
  }),
  "auth.loginAttemptsPerAddress": define({
    schema: z.int().min(5).max(100_000),
    default: 50,
    overridable: false,
    description: "Failed sign-ins from one address in 10 minutes before 429",
  }),
  "rateLimits.superAdminPerMinute": define({
    schema: perMinute,
    default: 1000,
    overridable: false,
    description: "General API calls a minute, per subject",
  }),
  "rateLimits.configPerMinute": define({
    schema: perMinute,
    default: 100,
    overridable: false,
    description: "Configuration API calls a minute, per subject",
  }),
  "rateLimits.ruleExecutionPerMinute": define({
    schema: perMinute,
    default: 30,
    overridable: false,
    description: "Rule executions a minute, per subject",
  }),
} as const;

type Definitions = typeof DEFINITIONS;
export type ConfigurationKey = keyof Definitions;
/** A complete set of values, one for every key. */
export type Configuration = { readonly [K in ConfigurationKey]: z.output<Definitions[K]["schema"]> };

/** What is in force before anybody has saved anything. */
export const DEFAULT_CONFIGURATION = Object.fromEntries(
  Object.entries(DEFINITIONS).map(([key, definition]) => [key, definition.default]),
) as unknown as Configuration;

/** Stored values over the defaults: a key added by a release takes its default until somebody saves it. */
export const withDefaults = (stored: Readonly<Record<string, unknown>>): Configuration =>
  Object.fromEntries(
    Object.entries(DEFINITIONS).map(([key, { schema, default: fallback }]) => {
      const parsed = schema.safeParse(stored[key]);
      return [key, parsed.success ? parsed.data : fallback];
    }),
  ) as unknown as Configuration;
