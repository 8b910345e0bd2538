import { z } from "zod";
import { fixed } from "../define.ts";

/** At least five, so that whoever sets it too low can still set it right (decisions §9). */
const perMinute = z.int().min(5).max(100_000);
const unit = "a minute";

/** Allowances of one user or key (SRS §12). */
export const RATE_LIMITS = {
  "rateLimits.superAdminPerMinute": fixed({
    title: "General API",
    description: "General API calls, per user or key; sign-in draws on it per network address",
    schema: perMinute,
    default: 1000,
    unit,
  }),
  "rateLimits.configPerMinute": fixed({
    title: "Configuration API",
    description: "Calls that read or change configuration and overrides, per user or key",
    schema: perMinute,
    default: 100,
    unit,
  }),
  "rateLimits.ruleExecutionPerMinute": fixed({
    title: "Rule execution API",
    description: "Calls that run rules, per user or key",
    schema: perMinute,
    default: 30,
    unit,
  }),
  "rateLimits.ingestPerMinute": fixed({
    title: "Provider webhooks",
    description: "Calls of the ingest endpoints, per provider; what is refused is sent again by the provider",
    schema: perMinute,
    default: 60_000,
    unit,
  }),
} as const;
