import type { z } from "zod";
import { APPROVALS } from "./areas/approvals.ts";
import { AUTH } from "./areas/auth.ts";
import { EXECUTIVE } from "./areas/executive.ts";
import { FEATURES } from "./areas/features.ts";
import { PLATFORM } from "./areas/platform.ts";
import { RATE_LIMITS } from "./areas/rate-limits.ts";
import { SOURCES } from "./areas/sources.ts";

/** Every configuration key (decisions §5). API, forms, documentation and validation read nothing else. */
export const DEFINITIONS = {
  ...AUTH,
  ...APPROVALS,
  ...RATE_LIMITS,
  ...FEATURES,
  ...PLATFORM,
  ...SOURCES,
  ...EXECUTIVE,
} as const;

type Definitions = typeof DEFINITIONS;
export type ConfigurationKey = keyof Definitions;
/** A complete set of values, one for every key. */
export type Configuration = { readonly [K in ConfigurationKey]: z.output<Definitions[K]["schema"]> };

/** The keys that a tenant may override. */
export type OverridableKey = {
  [K in ConfigurationKey]: Definitions[K]["overridable"] extends true ? K : never;
}[ConfigurationKey];
/** What a tenant has of its own. */
export type Overrides = { readonly [K in OverridableKey]?: Configuration[K] };

/** The keys that switch something off. */
export type Feature = Extract<ConfigurationKey, `features.${string}`>;

/** Every key, in the order of the documentation. */
export const CONFIGURATION_KEYS = Object.keys(DEFINITIONS) as ConfigurationKey[];

/** The keys that protect the platform. */
export const SECURITY_KEYS: readonly ConfigurationKey[] = CONFIGURATION_KEYS.filter(
  (key) => (DEFINITIONS[key] as { readonly isSecurity?: true }).isSecurity,
);

/** The keys that a tenant may override, in the order of the documentation. */
export const OVERRIDABLE_KEYS = CONFIGURATION_KEYS.filter((key) => DEFINITIONS[key].overridable) as OverridableKey[];

/** What is in force before anybody has saved anything. */
export const DEFAULT_CONFIGURATION = Object.fromEntries(
  CONFIGURATION_KEYS.map((key) => [key, DEFINITIONS[key].default]),
) as unknown as Configuration;

/** Stored values over the defaults: a key added by a release takes its default until somebody saves it. */
export const withDefaults = (stored: Readonly<Record<string, unknown>>): Configuration =>
  ({ ...DEFAULT_CONFIGURATION, ...valid(stored, CONFIGURATION_KEYS) }) as Configuration;

/** What is still good of stored overrides: a key that a release has taken away or narrowed is as if it had never been set. */
export const goodOverrides = (stored: Readonly<Record<string, unknown>>): Overrides =>
  valid(stored, OVERRIDABLE_KEYS) as Overrides;

const valid = (stored: Readonly<Record<string, unknown>>, keys: readonly ConfigurationKey[]): Record<string, unknown> =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const parsed = DEFINITIONS[key].schema.safeParse(stored[key]);
      return parsed.success ? [[key, parsed.data]] : [];
    }),
  );
