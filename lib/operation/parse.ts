import type { z } from "zod";
import { AppError } from "../core/errors.ts";
import { compiledOf } from "./compiled.ts";
import type { AnyOperation, Input, InputSchemas } from "./operation.ts";

/** Input as it comes off the wire or out of a form, before any schema has seen it. */
export interface WireInput {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** Parses all three parts and reports every bad field of query and body at once. A malformed id in the path is NOT_FOUND. */
export function parseInput(op: Pick<AnyOperation, "input">, raw: WireInput): Input<InputSchemas> {
  const path = op.input.path && compiledOf(op.input.path).safeParse(raw.path ?? {});
  if (path && !path.success) {
    throw new AppError("NOT_FOUND");
  }
  // Without a prototype, so that a key named `toString` or `__proto__` is a key like any other.
  const fields: Record<string, string> = Object.create(null);
  const query = op.input.query
    ? collect(compiledOf(op.input.query).safeParse(raw.query ?? {}), "query", fields)
    : refuseAny(raw.query, "query", fields);
  const body = op.input.body
    ? collect(compiledOf(op.input.body).safeParse(raw.body), "body", fields)
    : refuseAny(raw.body, "body", fields);
  if (Object.keys(fields).length > 0) {
    throw new AppError("VALIDATION", undefined, { fields });
  }
  return { path: path?.data ?? {}, query, body } as Input<InputSchemas>;
}

function collect(
  result: z.ZodSafeParseResult<unknown>,
  part: "query" | "body",
  fields: Record<string, string>,
): unknown {
  if (result.success) {
    return result.data;
  }
  for (const issue of result.error.issues) {
    for (const [field, reason] of named(issue, part)) {
      fields[field] ??= reason;
    }
  }
  return undefined;
}

/** The fields that an issue is about: several when it lists unknown keys. */
function named(issue: z.core.$ZodIssue, part: "query" | "body"): [field: string, reason: string][] {
  const at = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") {
    return [[at || part, wording(issue)]];
  }
  return issue.keys.map((key) => [at ? `${at}.${key}` : key, UNKNOWN[part]]);
}

const UNKNOWN = { query: "Unknown parameter", body: "Unknown field" } as const;

/** zod's "expected string, received undefined" in words for people; a schema's own words stay. */
function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid")) {
    return issue.message.includes("received undefined") ? "Required" : `Must be ${article(issue.expected)}`;
  }
  if (issue.code === "invalid_value") {
    return issue.message.startsWith("Invalid") ? `Must be one of ${issue.values.join(", ")}` : issue.message;
  }
  return issue.message;
}

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

function refuseAny(given: unknown, part: "query" | "body", fields: Record<string, string>): Record<string, never> {
  if (typeof given === "object" && given !== null) {
    for (const key of Object.keys(given)) {
      fields[key] = UNKNOWN[part];
    }
  } else if (given !== undefined) {
    fields["body"] = "No body is expected";
  }
  return {};
}
