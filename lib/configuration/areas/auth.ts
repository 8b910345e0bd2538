import { z } from "zod";
import { SYSTEM_ROLE_NAMES } from "../../policy/roles.ts";
import { STEP_UP_POLICY_NAMES, type StepUpPolicy } from "../../policy/step-up.ts";
import { fixed, perTenant } from "../define.ts";

const rule = (title: string, character: string) =>
  z.boolean().meta({ title, description: `True: it needs ${character}` });
const count = (title: string, min: number, max: number, description: string) =>
  z.int().min(min).max(max).meta({ title, description });

const PasswordPolicy = z.strictObject({
  minLength: count("Shortest length", 8, 128, "Characters that it needs at least"),
  requireUpper: rule("Upper-case letter", "an upper-case letter"),
  requireLower: rule("Lower-case letter", "a lower-case letter"),
  requireDigit: rule("Digit", "a digit"),
  requireSymbol: rule("Symbol", "a symbol"),
  historySize: count("Passwords not to be used again", 0, 24, "How many of the latest may not come back"),
  maxAgeDays: count("Expires after days", 0, 3650, "At sign-in an older one has to be replaced; 0: it never expires"),
});
type PasswordPolicy = z.output<typeof PasswordPolicy>;

/** Whatever either of the two asks for. An age of 0 means none, so it is the mildest. */
const stricterPolicy = (a: PasswordPolicy, b: PasswordPolicy): PasswordPolicy => ({
  minLength: Math.max(a.minLength, b.minLength),
  requireUpper: a.requireUpper || b.requireUpper,
  requireLower: a.requireLower || b.requireLower,
  requireDigit: a.requireDigit || b.requireDigit,
  requireSymbol: a.requireSymbol || b.requireSymbol,
  historySize: Math.max(a.historySize, b.historySize),
  maxAgeDays:
    a.maxAgeDays === 0 || b.maxAgeDays === 0 ? a.maxAgeDays + b.maxAgeDays : Math.min(a.maxAgeDays, b.maxAgeDays),
});

/** Sign-in, sessions and passwords. */
export const AUTH = {
  "auth.passwordPolicy": perTenant({
    isSecurity: true,
    title: "Password policy",
    description: "What a new password must satisfy, and for how long it is good",
    schema: PasswordPolicy,
    default: {
      minLength: 12,
      requireUpper: true,
      requireLower: true,
      requireDigit: true,
      requireSymbol: false,
      historySize: 5,
      maxAgeDays: 0,
    },
    stricter: stricterPolicy,
  }),
  "auth.sessionTimeoutMinutes": perTenant({
    isSecurity: true,
    title: "Session timeout",
    description: "A session ends after this long without a refresh",
    schema: z.int().min(5).max(43_200),
    default: 720,
    unit: "minutes",
    stricter: Math.min,
  }),
  "auth.accessTokenTtlMinutes": fixed({
    isSecurity: true,
    title: "Access token lifetime",
    description: "How long an access token is good; holds for those issued from now on",
    schema: z.int().min(1).max(1440),
    default: 60,
    unit: "minutes",
  }),
  "auth.refreshTokenTtlDays": fixed({
    isSecurity: true,
    title: "Refresh token lifetime",
    description: "How long a refresh token is good; holds for those issued from now on",
    schema: z.int().min(1).max(365),
    default: 30,
    unit: "days",
  }),
  "auth.mfaRequiredRoles": fixed({
    isSecurity: true,
    title: "Roles that need a second factor",
    description: "Roles that must use a second factor",
    schema: z
      .array(z.enum(SYSTEM_ROLE_NAMES as [string, ...string[]]))
      .refine((roles) => new Set(roles).size === roles.length, "Names a role twice"),
    default: [],
  }),
  "auth.stepUpRequired": fixed({
    isSecurity: true,
    title: "What has to be confirmed again",
    description:
      "Acts that a session may do only shortly after it has confirmed who it is, with the password and the code; API keys may not do them at all",
    schema: z
      .array(z.enum(STEP_UP_POLICY_NAMES as [StepUpPolicy, ...StepUpPolicy[]]))
      .refine((policies) => new Set(policies).size === policies.length, "Names one twice"),
    default: [],
  }),
  "auth.stepUpMinutes": fixed({
    isSecurity: true,
    title: "A confirmation is good for",
    description: "How long after confirming a session may do what has to be confirmed",
    schema: z.int().min(1).max(120),
    default: 10,
    unit: "minutes",
  }),
  "auth.loginAttemptsPerAccount": fixed({
    isSecurity: true,
    title: "Failed sign-ins per account",
    description:
      "So many failures of one account in 10 minutes, then no more attempts. The same for every tenant, so that it tells nobody whether an account exists",
    schema: z.int().min(3).max(1000),
    default: 10,
    unit: "in 10 minutes",
  }),
  "auth.loginAttemptsPerAddress": fixed({
    isSecurity: true,
    title: "Failed sign-ins per address",
    description: "So many failures from one network address in 10 minutes, then no more attempts",
    schema: z.int().min(5).max(100_000),
    default: 50,
    unit: "in 10 minutes",
  }),
} as const;
