import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, queryBool, Reason, text } from "../core/schema.ts";
import { RULE_ACTIONS, RULE_ENTITIES } from "./catalogue.ts";

export const EXECUTION_STATUSES = [
  "queued",
  "running",
  "awaiting_approval",
  "succeeded",
  "partially_failed",
  "failed",
  "cancelled",
] as const;

export const RULE_STATES = ["normal", "firing", "no_data", "error", "observing", "disabled", "archived"] as const;

const RULE_MODES = ["enforce", "observe"] as const;

const Scope = z
  .string()
  .toLowerCase()
  .refine((scope) => scope === "global" || z.uuid().safeParse(scope.replace(/^tenant:/, "")).success, {
    message: "Must be global or tenant:{tenantId}",
  })
  .refine((scope) => scope === "global" || scope.startsWith("tenant:"), "Must be global or tenant:{tenantId}")
  .describe("global, or tenant:{tenantId} for one tenant alone");
const Action = z.enum(RULE_ACTIONS, `Must be one of ${RULE_ACTIONS.join(", ")}`).describe("What it does to an entity");
/** Not trimmed: the positions of compile errors count from the first character. */
const Condition = z
  .string({ error: (issue) => (issue.input === undefined ? "Required" : "Must be text") })
  .refine((source) => source.trim() !== "", "Required")
  .refine((source) => source.length <= 1000, "At most 1000 characters")
  .describe("When, in CEL over the metric catalogue");
const Name = text(1, 120)
  .refine((name) => !/[\t\n]/.test(name), "Must be one line")
  .describe("Unique in its scope, in any letter case");
const Mode = z.enum(RULE_MODES).describe("enforce acts; observe only records on whom it would have acted");
const MaxImpact = z.int().min(0).max(10_000_000).describe("More entities than this in one run need an approval");

const Execution = z.object({
  executionId: Id.describe("The run"),
  status: z.enum(EXECUTION_STATUSES).describe("How far it is"),
  createdOn: Instant.describe("When it was started"),
  total: z.int().describe("Entities to act on"),
  done: z.int().describe("Entities acted on"),
  failed: z.int().describe("Entities that it could not act on"),
});

/** A rule as every answer shows it (decisions §5). */
export const Rule = z.object({
  ruleId: Id.describe("The rule"),
  name: z.string().describe("Unique in its scope"),
  description: z.string().describe("What it is for"),
  scope: z.string().describe("global or tenant:{tenantId}"),
  isEnabled: z.boolean().describe("Whether it runs every minute and on events"),
  condition: z.string().describe("When, in CEL"),
  reading: z.string().describe("The condition in words"),
  action: z.enum(RULE_ACTIONS).describe("What it does to an entity"),
  entity: z.enum(RULE_ENTITIES).describe("What it acts on"),
  mode: Mode,
  state: z
    .enum(RULE_STATES)
    .describe(
      "How it stands: firing after it hit somebody within its window, no_data where nobody counts what it reads, error where it " +
        "does not compile or its last run failed",
    ),
  version: z.int().describe("Grows with every edit; runs stay with the version that they began with"),
  maxImpact: z
    .int()
    .nullable()
    .describe("More entities than this in one run need an approval; null leaves it to the configuration"),
  lastExecution: Execution.nullable().describe("Its latest run; null before the first"),
  createdOn: Instant.describe("When it was created"),
  updatedOn: Instant.describe("When it was last changed"),
  archivedOn: Instant.nullable().describe("When it was archived; null while it can run"),
});
export type Rule = z.output<typeof Rule>;

export const RulePage = pageOf(Rule);
export const RuleArchived = Rule.pick({ ruleId: true, name: true }).extend({
  archivedOn: Instant.describe("When it was archived"),
});
export const RulePath = z.strictObject({ ruleId: Id.describe("The rule") });

export const CreateRuleInput = z.strictObject({
  name: Name,
  description: text(0, 500).default("").describe("What it is for"),
  scope: Scope.default("global"),
  isEnabled: z.boolean().default(false).describe("Whether it runs at once"),
  condition: Condition,
  action: Action,
  mode: Mode.default("enforce"),
  maxImpact: MaxImpact.nullish().describe("More entities than this in one run need an approval"),
});
export type CreateRuleInput = z.output<typeof CreateRuleInput>;

export const UpdateRuleInput = z.strictObject({
  name: Name,
  description: text(0, 500).optional().describe("Left as it is when absent"),
  condition: Condition,
  action: Action,
  mode: Mode.optional().describe("Left as it is when absent"),
  maxImpact: MaxImpact.nullish().describe("Left as it is when absent, cleared by null"),
  scope: Scope.optional().describe("May repeat the current scope, never change it"),
  isEnabled: z.boolean().optional().describe("May repeat the current state; PATCH …/status changes it"),
});
export type UpdateRuleInput = z.output<typeof UpdateRuleInput>;

export const RuleStatusInput = z.strictObject({
  isEnabled: z.boolean().describe("Whether it runs every minute and on events"),
  reason: Reason.optional().describe("Why; kept in the audit log"),
});
export type RuleStatusInput = z.output<typeof RuleStatusInput>;

export const ArchiveRuleInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

export const RULE_SORTS = ["name", "createdOn"] as const;

export const ListRulesQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(RULE_SORTS, "-createdOn"),
  search: text(1, 120).optional().describe("Part of the name, case-insensitive"),
  scope: Scope.optional(),
  isEnabled: queryBool.optional().describe("Only enabled (true) or disabled (false) rules"),
  state: z.enum(RULE_STATES).exclude(["archived"]).optional().describe("Only rules that stand so at the moment"),
});
export type ListRulesQuery = z.output<typeof ListRulesQuery>;

/** One saved state of a rule. */
export const RuleVersion = Rule.pick({
  name: true,
  description: true,
  condition: true,
  reading: true,
  action: true,
  entity: true,
  mode: true,
  version: true,
  maxImpact: true,
  createdOn: true,
}).extend({
  createdBy: Id.nullable().describe("Who saved it; null for the system"),
  restoredFrom: z.int().nullable().describe("The version that it repeats; null for an edit"),
});
export type RuleVersion = z.output<typeof RuleVersion>;
export const RuleVersionPage = pageOf(RuleVersion);
export const RuleVersionsQuery = z.strictObject({ ...pageQuery });
export const RuleVersionPath = RulePath.extend({
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "Must be a version")
    .transform(Number)
    .describe("The version"),
});

/** A rule before it is saved: to be checked or tried on history. */
export const ValidateRuleInput = z.strictObject({
  condition: Condition,
  action: Action,
  scope: Scope.default("global"),
});

const FactTypes = z.enum(["int", "double", "bool", "string"]).describe("Its type in CEL");
export const RuleValidated = z.object({
  isValid: z.literal(true).describe("Always true: what is not valid is answered with 400"),
  entity: z.enum(RULE_ENTITIES).describe("What the rule would act on"),
  reading: z.string().describe("The condition in words"),
  reads: z
    .array(
      z.object({
        name: z.string().describe("As the condition writes it"),
        type: FactTypes,
        isAvailable: z.boolean().describe("False: no source is connected, the value is unknown"),
      }),
    )
    .describe("What the condition reads"),
  looksAtAll: z
    .boolean()
    .describe("True when it may hold of an entity without any event, so that a run looks at all of them"),
  bucketSeconds: z.int().describe("It acts on an entity at most once in each span of so many seconds"),
});

/** One entry of the metric catalogue (decisions §6). */
const CatalogueEntry = z.object({
  name: z.string().describe("As a condition writes it; a metric is followed by its window"),
  kind: z.enum(["metric", "variable"]).describe("A metric has a window, a variable is a property"),
  entities: z.array(z.enum(RULE_ENTITIES)).describe("The rules that can read it, by what they act on"),
  type: FactTypes,
  unit: z.enum(["count", "percent"]).nullable().describe("What a metric counts in"),
  values: z.array(z.string()).nullable().describe("The only values that there are; null for any"),
  isNullable: z.boolean().describe("Whether it can be unknown; has(…) asks"),
  isAvailable: z.boolean().describe("False: no source is connected, the value is unknown"),
  description: z.string().describe("What it is"),
  example: z.string().describe("A condition that reads it"),
});
export type CatalogueEntry = z.output<typeof CatalogueEntry>;
export const CataloguePage = pageOf(CatalogueEntry);
export const CatalogueQuery = z.strictObject({
  ...pageQuery,
  entity: z.enum(RULE_ENTITIES).optional().describe("Only what a rule on it can read"),
});
