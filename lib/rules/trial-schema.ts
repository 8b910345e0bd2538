import { z } from "zod";
import { Id, Instant, queryBool, queryInt } from "../core/schema.ts";
import { RULE_ACTIONS, RULE_ENTITIES } from "./catalogue.ts";
import { CreateRuleInput, ValidateRuleInput } from "./schema.ts";

const Metrics = z
  .record(z.string(), z.union([z.number(), z.boolean(), z.string()]).nullable())
  .describe("What the condition read, by name; null where it is unknown");

/** An entity that a rule would act on. */
const Impacted = z.object({
  entityType: z.enum(RULE_ENTITIES).describe("What it is"),
  entityId: Id.describe("Which one"),
  label: z.string().describe("E-mail address of a user, name and code of a tenant"),
  metrics: Metrics,
  plannedAction: z.enum(RULE_ACTIONS).describe("What the rule would do to it"),
  alreadyApplied: z.boolean().describe("Whether it is so already, or this version did it in this window bucket"),
});

export const ExecuteRuleQuery = z.strictObject({
  dryRun: queryBool.default(false).describe("True lists whom the rule would act on, without acting"),
  limit: queryInt(1, 1000).default(100).describe("Most entities that a dry run lists, 1–1000"),
});

/** A rule that is not saved, to be tried on the present. */
export const DraftDryRunInput = ValidateRuleInput.extend({
  ...CreateRuleInput.pick({ mode: true }).shape,
  maxImpact: CreateRuleInput.shape.maxImpact.transform((most) => most ?? null),
  limit: z.int().min(1).max(1000).default(100).describe("Most entities to list, 1–1000"),
});

/** Whom a rule would act on (decisions §5 execution). */
export const RuleDryRun = z.object({
  dryRun: z.literal(true).describe("Always true"),
  ruleVersion: z.int().nullable().describe("The version that was tried; null for a draft"),
  evaluatedAt: Instant.describe("The moment that it was tried for"),
  evaluated: z.int().describe("Entities in the rule's scope"),
  impacted: z.array(Impacted).describe("The first of them by id, as many as asked for"),
  impactedTotal: z.int().describe("How many there are"),
  parkedWhy: z.string().nullable().describe("Why a run would have to be approved first; null where it would not"),
});
export type RuleDryRun = z.output<typeof RuleDryRun>;

/** The most steps of one back-test. */
const STEPS_MAX = 2016;

const instant = z.iso
  .datetime({ offset: true, error: "Must be an ISO 8601 date-time with a zone" })
  .transform((value) => new Date(value));

const span = {
  from: instant.describe("Where the replay begins"),
  to: instant.describe("Where it ends; not in the future"),
  stepMinutes: z.int().min(1).max(10_080).default(60).describe("Minutes between two looks at everybody, 1–10080"),
  limit: z.int().min(1).max(1000).default(200).describe("Most hits to list, 1–1000"),
};
type Span = { readonly from: Date; readonly to: Date; readonly stepMinutes: number };

/** A moment that is none has its own issue and passes here: it compares with nothing. */
const isSpan = <S extends z.ZodType<Span>>(schema: S) =>
  schema
    .refine(({ from, to }) => !(Number(from) >= Number(to)), { path: ["to"], message: "Must be after from" })
    .refine(({ from, to, stepMinutes }) => !((Number(to) - Number(from)) / (stepMinutes * 60_000) >= STEPS_MAX), {
      path: ["stepMinutes"],
      message: `At most ${STEPS_MAX} steps: make the step larger or the span shorter`,
    });

export const BacktestInput = isSpan(z.strictObject(span));
export type BacktestInput = z.output<typeof BacktestInput>;
export const DraftBacktestInput = isSpan(ValidateRuleInput.extend(span));

const TrippedBy = z.object({
  kind: z.enum(["failed_login", "successful_login", "lock", "forced_logout", "delivery"]).describe("What happened"),
  eventId: z.string().nullable().describe("The stored event; null for an hour of mail"),
  occurredOn: Instant.describe("When it happened"),
});

/** What a rule would have done in a span of the past (decisions §5 execution). */
export const RuleBacktest = z.object({
  backtestId: Id.describe("This replay, in the audit log"),
  ruleVersion: z.int().nullable().describe("The version that was replayed; null for a draft"),
  from: Instant.describe("Where the replay began"),
  to: Instant.describe("Where it ended"),
  stepMinutes: z.int().describe("Minutes between two looks at everybody"),
  bucketSeconds: z.int().describe("It acts on an entity at most once in each span of so many seconds"),
  evaluated: z
    .int()
    .describe("Entities that were replayed; the others had no event that could make the condition true"),
  eventsRead: z.int().describe("Stored events that were replayed"),
  steps: z
    .array(
      z.object({
        at: Instant.describe("The moment of the look"),
        matching: z.int().describe("Entities for which the condition was true then"),
        hits: z.int().describe("Effects since the step before"),
      }),
    )
    .describe("The totals per step"),
  hits: z
    .array(
      Impacted.omit({ alreadyApplied: true }).extend({
        at: Instant.describe("When the rule would have acted"),
        trippedBy: TrippedBy.nullable().describe("The event that made the condition true; null where time alone did"),
      }),
    )
    .describe("The first effects, as many as asked for"),
  hitsTotal: z.int().describe("Effects in the whole span: one an entity and window bucket"),
  entitiesTotal: z.int().describe("Entities that would have been acted on"),
});
export type RuleBacktest = z.output<typeof RuleBacktest>;
