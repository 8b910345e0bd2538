import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, Reason } from "../core/schema.ts";
import { RULE_ACTIONS, RULE_ENTITIES } from "./catalogue.ts";
import { EXECUTION_STATUSES } from "./schema.ts";

const TRIGGERS = ["manual", "schedule", "event"] as const;
const EFFECT_STATUSES = ["pending", "applied", "observed", "skipped", "failed"] as const;

/** A run of a rule (decisions §5 execution). */
export const RuleExecution = z.object({
  executionId: Id.describe("The run"),
  ruleId: Id.describe("The rule"),
  ruleName: z.string().describe("Its name in the version that runs"),
  ruleVersion: z.int().describe("The version that runs, whatever was edited since"),
  action: z.enum(RULE_ACTIONS).describe("What it does"),
  entity: z.enum(RULE_ENTITIES).describe("What it acts on"),
  trigger: z.enum(TRIGGERS).describe("Who began it: somebody, the schedule, or an event"),
  status: z.enum(EXECUTION_STATUSES).describe("How far it is"),
  evaluatedOn: Instant.nullable().describe("The moment that it was planned for; null before"),
  evaluated: z.int().describe("Entities in the rule's scope"),
  progress: z
    .object({
      total: z.int().describe("Entities to act on"),
      done: z.int().describe("Entities acted on, or that would have been where the rule only observes"),
      failed: z.int().describe("Entities that it could not act on"),
    })
    .describe("How many it has done"),
  parkedWhy: z.string().nullable().describe("Why it had to be approved; null where it had not"),
  lastError: z.string().nullable().describe("Why it was given up; null where it was not"),
  startedById: Id.nullable().describe("Who began it; null for the platform"),
  approvedById: Id.nullable().describe("Who approved it"),
  createdOn: Instant.describe("When it was begun"),
  finishedOn: Instant.nullable().describe("When it was over; null before"),
});
export type RuleExecution = z.output<typeof RuleExecution>;
export const RuleExecutionPage = pageOf(RuleExecution);

const Outcome = z.object({
  entityType: z.enum(RULE_ENTITIES).describe("What it is"),
  entityId: Id.describe("Which one"),
  label: z.string().nullable().describe("E-mail address of a user, name and code of a tenant; null when it is gone"),
  status: z.enum(EFFECT_STATUSES).describe("What became of it"),
  metrics: z
    .record(z.string(), z.union([z.number(), z.boolean(), z.string()]).nullable())
    .describe("What the condition read when the run was planned"),
  error: z.string().nullable().describe("Why it was skipped or failed"),
  appliedOn: Instant.nullable().describe("When it was done"),
});

export const RuleExecutionDetail = RuleExecution.extend({
  outcomes: pageOf(Outcome).describe("What became of each entity, by id, page by page"),
});
export type RuleExecutionDetail = z.output<typeof RuleExecutionDetail>;

export const ExecutionPath = z.strictObject({ executionId: Id.describe("The run") });
export const ExecutionQuery = z.strictObject({
  ...pageQuery,
  outcome: z.enum(EFFECT_STATUSES).optional().describe("Only outcomes of this status"),
});
const EXECUTION_SORTS = ["createdOn"] as const;
export const ListExecutionsQuery = z.strictObject({
  ...pageQuery,
  sort: sortQuery(EXECUTION_SORTS, "-createdOn"),
  status: z.enum(EXECUTION_STATUSES).optional().describe("Only runs of this status"),
});
export type ListExecutionsQuery = z.output<typeof ListExecutionsQuery>;

export const ExecutionDecisionInput = z
  .strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") })
  .default({});

/** The answer to the start of a run. */
export const ExecutionStarted = z.object({
  executionId: Id.describe("The run"),
  status: z.literal("queued").describe("Always queued: it runs in the background"),
});
