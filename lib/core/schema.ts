import { z } from "zod";

const WRITTEN = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/**
 * A moment as JSON carries it: ISO 8601 UTC with `Z`. Accepts the Date that the database gives. One step for both: every row of every
 * list has several.
 */
export const Instant = z
  .transform((at: Date | string, { issues }): string => {
    if (typeof at === "string" && WRITTEN.test(at)) {
      return at;
    }
    if (at instanceof Date && !Number.isNaN(at.getTime())) {
      return at.toISOString();
    }
    issues.push({ code: "custom", input: at, message: "Must be a moment, ISO 8601 in UTC" });
    return z.NEVER;
  })
  .pipe(z.string().meta({ format: "date-time" }));

/** A JSON object of whatever members, taken as it is: copying it member by member would cost every row of the audit log. */
export const JsonObject = z
  .custom<Record<string, unknown>>((value) => typeof value === "object" && value !== null && !Array.isArray(value))
  .meta({ type: "object", additionalProperties: {} });

/** An entity id: a UUID. Input is lower-cased, so that one id has one spelling. */
export const Id = z.uuid("Must be a UUID").toLowerCase();

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point; PostgreSQL refuses U+0000 too.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** Trimmed text of min–max characters without control characters. */
export const text = (min: number, max: number) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? "Required" : "Must be text") })
    .trim()
    .min(min, min === 1 ? "Required" : `At least ${min} characters`)
    .max(max, `At most ${max} characters`)
    .refine((value) => !CONTROL.test(value), "Control characters are not allowed");

/** Why a privileged act was done: 3–500 characters (decisions §4). */
export const Reason = text(3, 500);

/** A whole number in a query string, without signs, spaces, fractions or exponents. */
export const queryInt = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `Must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min, `Must be at least ${min}`).max(max, `Must be at most ${max}`));

/** `true` or `false` in a query string. */
export const queryBool = z.enum(["true", "false"], "Must be true or false").transform((value) => value === "true");

/** The years that PostgreSQL and ISO 8601 without a sign both write. */
const inCalendar = (at: Date): boolean => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999;

/** A moment in a query string: ISO 8601 with a zone, or a plain date meaning 00:00 UTC. */
export const queryInstant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "Must be an ISO 8601 date or date-time")
  .transform((value) => new Date(value))
  .refine(inCalendar, "Must lie in the years 1 to 9999");

/** An e-mail address, lower-cased: addresses are compared without regard to case. */
export const Email = z
  .string({ error: (issue) => (issue.input === undefined ? "Required" : "Must be text") })
  .trim()
  .toLowerCase()
  .max(254, "At most 254 characters")
  .pipe(z.email("Must be an e-mail address"));
