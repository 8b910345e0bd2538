import { z } from "zod";
import { pageOf, pageQuery } from "../core/page.ts";
import { Id, Instant, Reason, text } from "../core/schema.ts";

const Values = z.record(z.string(), z.unknown());
const Version = z.int().describe("Grows with every change; also the ETag. 0 while nothing has been saved");
const Why = Reason.optional().describe("Why; kept in the audit log");

/** One key of the configuration (decisions §5). */
export const Definition = z.object({
  key: z.string().describe("Name of the key"),
  area: z.string().describe("What stands before its dot"),
  title: z.string().describe("What forms call it"),
  type: z.enum(["integer", "boolean", "object", "array"]).describe("JSON type of the value"),
  description: z.string().describe("What it does"),
  default: z.unknown().describe("In force until somebody saves another value"),
  overridable: z.boolean().describe("Whether a tenant may override it"),
  unit: z.string().nullable().describe("Unit of a number"),
  constraints: z.record(z.string(), z.unknown()).describe("JSON Schema of the value, beside its type"),
});
export type Definition = z.output<typeof Definition>;

export const GlobalConfiguration = z.object({
  version: Version,
  values: Values.describe("The value of every key"),
  definitions: z.array(Definition).describe("Every key with type, default and constraints"),
});
export type GlobalConfiguration = z.output<typeof GlobalConfiguration>;

/** What PUT takes; `values` gets its documentation where the definitions are known. */
export const putInput = (values: Readonly<Record<string, unknown>>) =>
  z.strictObject({ values: Values.meta(values).describe("The full model: a value for every key"), reason: Why });

const Pointer = z
  .string()
  .max(200, "At most 200 characters")
  .regex(/^(\/([^~/]|~[01])*)*$/, "Must be a JSON Pointer, such as /auth.sessionTimeoutMinutes")
  .describe("JSON Pointer into the values: `/auth.passwordPolicy/minLength`. A leading `/values` may stand before it");
const op = <N extends string>(name: N) => z.literal(name).describe(name);
const Value = z
  .unknown()
  .describe("Any JSON value")
  .refine((value) => value !== undefined, "Required");

/** RFC 6902 on the values. */
export const JsonPatch = z
  .array(
    z.discriminatedUnion(
      "op",
      [
        z.strictObject({ op: op("add"), path: Pointer, value: Value }),
        z.strictObject({ op: op("replace"), path: Pointer, value: Value }),
        z.strictObject({ op: op("test"), path: Pointer, value: Value }),
        z.strictObject({ op: op("remove"), path: Pointer }),
        z.strictObject({ op: op("move"), from: Pointer, path: Pointer }),
        z.strictObject({ op: op("copy"), from: Pointer, path: Pointer }),
      ],
      "Must be add, replace, test, remove, move or copy",
    ),
    "Must be a JSON Patch: a list of operations",
  )
  .min(1, "Names no operation")
  .max(200, "At most 200 operations");
export type JsonPatch = z.output<typeof JsonPatch>;

export const RollbackInput = z.strictObject({
  version: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .describe("The version whose values come back, as a new version; 0 brings back the defaults"),
  reason: Why,
});

export const HistoryQuery = z.strictObject({
  ...pageQuery,
  key: text(1, 80).optional().describe("Only versions that changed this key"),
});
export type HistoryQuery = z.output<typeof HistoryQuery>;

const Change = z.object({
  key: z.string().describe("The key that changed"),
  before: z.unknown().describe("Its value before; null where a tenant had none of its own"),
  after: z.unknown().describe("Its value after; null where a tenant has none of its own any more"),
});

/** One saved version with what it changed. */
export const HistoryItem = z.object({
  version: z.int().describe("The version that this change made"),
  changedOn: Instant.describe("When"),
  changedBy: Id.nullable().describe("Who did it; null for the system and outside the caller's scope"),
  reason: z.string().nullable().describe("Why, in the words of who did it"),
  restores: z.int().nullable().describe("The version that it brought back; null where nothing was rolled back"),
  auditId: Id.nullable().describe("Its record in the audit log; null when that has passed its retention"),
  changes: z.array(Change).describe("The keys whose value differs from the version before"),
});
export type HistoryItem = z.output<typeof HistoryItem>;
export const HistoryPage = pageOf(HistoryItem);

export const OverridesPath = z.strictObject({ tenantId: Id.describe("The tenant") });

/** What PUT takes; `overrides` gets its documentation where the definitions are known. */
export const overridesInput = (overrides: Readonly<Record<string, unknown>>) =>
  z.strictObject({
    overrides: Values.meta(overrides).describe("All of the tenant's own values; what is not named is inherited"),
    reason: Why,
  });

const Detail = z.object({
  value: z.unknown().describe("What is in force for the tenant"),
  source: z.enum(["tenant", "global", "default"]).describe("Whose value that is"),
  global: z.unknown().describe("What would be in force without an override"),
  default: z.unknown().describe("What is in force where nobody has changed anything"),
  overridable: z.boolean().describe("Whether the tenant may override it"),
});

/** A tenant's overrides and what follows from them (decisions §5). */
export const TenantOverrides = z.object({
  tenantId: Id.describe("The tenant"),
  version: Version,
  overrides: Values.describe("The tenant's own values"),
  effective: Values.describe("What is in force for the tenant, for every key"),
  details: z.record(z.string(), Detail).describe("Where each value in force comes from"),
  definitions: z.array(Definition).describe("Every key with type, default and constraints"),
});
export type TenantOverrides = z.output<typeof TenantOverrides>;
