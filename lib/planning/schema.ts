import { z } from "zod";
import { Day } from "../core/day.ts";
import { sortQuery, systemPageQuery } from "../core/page.ts";
import { oneLine, Prose, Reference } from "../core/prose.ts";
import { Id, Instant, Reason } from "../core/schema.ts";

export const INITIATIVE_STATUSES = ["planned", "in_progress", "completed", "on_hold", "cancelled"] as const;
export const IMPACTS = ["positive", "neutral", "negative"] as const;
export const CATEGORIES = [
  "revenue_protection",
  "cost_optimization",
  "deliverability",
  "product",
  "infrastructure",
  "organization",
  "compliance",
] as const;
export const MARKET_KINDS = ["position", "opportunity"] as const;
/** Where we stand, best first. */
export const POSITIONS = ["leading", "competitive", "challenged", "lagging"] as const;

/** What every planning record has beside its own fields. */
const kept = {
  author_id: Id.describe("User who entered it"),
  created_at: Instant.describe("When it was entered"),
  updated_at: Instant.describe("When it was changed last"),
};
/** Absent and null both mean none. */
const orNone = <S extends z.ZodType>(schema: S) => schema.nullable().default(null);
const listQuery = <F extends string>(sorts: readonly [F, ...F[]], fallback: F | `-${F}`) => ({
  ...systemPageQuery,
  sort: sortQuery(sorts, fallback),
});

export const RemoveInput = z.strictObject({ reason: Reason.optional().describe("Why; kept in the audit log") });

export const InitiativePath = z.strictObject({ initiativeId: Id.describe("The initiative") });
export const InitiativeInput = z
  .strictObject({
    name: oneLine(3, 120).describe("Unique among initiatives, in any case"),
    status: z.enum(INITIATIVE_STATUSES).describe("How it stands"),
    progress: z.int("Must be a whole number").min(0, "At least 0").max(100, "At most 100").describe("Percent done"),
    impact: z.enum(IMPACTS).describe("What it does for the business"),
    owner_id: Id.describe("User who answers for it"),
    start_on: orNone(Day).describe("First day"),
    due_on: orNone(Day).describe("Last day"),
  })
  .refine(({ status, progress }) => status !== "completed" || progress === 100, {
    path: ["progress"],
    message: "A completed initiative is at 100",
  })
  .refine(({ start_on, due_on }) => start_on === null || due_on === null || due_on >= start_on, {
    path: ["due_on"],
    message: "Must not lie before the start",
  });
export const Initiative = z.object({
  initiative_id: Id.describe("The initiative"),
  name: z.string().describe("What it is called"),
  status: z.enum(INITIATIVE_STATUSES).describe("How it stands"),
  progress: z.int().describe("Percent done, as its people say"),
  impact: z.enum(IMPACTS).describe("What it does for the business"),
  owner_id: Id.describe("User who answers for it"),
  start_on: z.string().nullable().describe("First day"),
  due_on: z.string().nullable().describe("Last day"),
  ended_at: Instant.nullable().describe("When it was completed or cancelled"),
  ...kept,
});
export type Initiative = z.output<typeof Initiative>;
export const ListInitiativesQuery = z.strictObject({
  ...listQuery(["name", "due_on", "progress", "updated_at", "created_at"], "-updated_at"),
  status: z.enum(INITIATIVE_STATUSES).optional().describe("How it stands"),
  owner_id: Id.optional().describe("User who answers for it"),
});

export const DecisionPath = z.strictObject({ decisionId: Id.describe("The decision") });
export const DecisionInput = z
  .strictObject({
    title: oneLine(3, 160).describe("The question in one line"),
    category: z.enum(CATEGORIES).describe("What it is about"),
    insight_on: Day.describe("Day on which it was known that something has to be decided"),
    decided_on: orNone(Day).describe("Day of the decision; null while it is pending"),
    outcome: orNone(Prose).describe("What was decided, and what came of it"),
    review_due_on: orNone(Day).describe("Day on which the decision is to be looked at again"),
  })
  .refine(({ insight_on, decided_on }) => decided_on === null || decided_on >= insight_on, {
    path: ["decided_on"],
    message: "Must not lie before the insight",
  })
  .refine(({ decided_on, outcome }) => outcome === null || decided_on !== null, {
    path: ["outcome"],
    message: "A pending decision has no outcome",
  })
  .refine(({ decided_on, review_due_on }) => review_due_on === null || decided_on !== null, {
    path: ["review_due_on"],
    message: "A pending decision is not reviewed",
  })
  .refine(
    ({ decided_on, review_due_on }) => decided_on === null || review_due_on === null || review_due_on >= decided_on,
    { path: ["review_due_on"], message: "Must not lie before the decision" },
  );
export const Decision = z.object({
  decision_id: Id.describe("The decision"),
  title: z.string().describe("The question in one line"),
  category: z.enum(CATEGORIES).describe("What it is about"),
  insight_on: z.string().describe("Day on which it was known that something has to be decided"),
  decided_on: z.string().nullable().describe("Day of the decision; null while it is pending"),
  outcome: z.string().nullable().describe("What was decided, and what came of it"),
  review_due_on: z.string().nullable().describe("Day on which the decision is to be looked at again"),
  ...kept,
});
export type Decision = z.output<typeof Decision>;
export const ListDecisionsQuery = z.strictObject({
  ...listQuery(["title", "insight_on", "decided_on", "updated_at", "created_at"], "-insight_on"),
  category: z.enum(CATEGORIES).optional().describe("What it is about"),
  state: z.enum(["pending", "decided"]).optional().describe("Whether it has been decided"),
});

export const ReviewPath = z.strictObject({ reviewId: Id.describe("The review") });
export const ReviewInput = z
  .strictObject({
    decision_id: orNone(Id).describe("The decision that is reviewed; this or initiative_id"),
    initiative_id: orNone(Id).describe("The initiative that is reviewed; this or decision_id"),
    due_on: Day.describe("Day on which it is due"),
    done_on: orNone(Day).describe("Day on which it was done; null while it is open"),
    outcome: orNone(Prose).describe("What came out of it; with done_on only, and always with it"),
  })
  .refine(({ decision_id, initiative_id }) => (decision_id === null) !== (initiative_id === null), {
    path: ["decision_id"],
    message: "Exactly one of decision_id and initiative_id",
  })
  .refine(({ done_on, outcome }) => (done_on === null) === (outcome === null), {
    path: ["outcome"],
    message: "A review that is done has an outcome, an open one has none",
  });
export const Review = z.object({
  review_id: Id.describe("The review"),
  decision_id: Id.nullable().describe("The decision that is reviewed"),
  initiative_id: Id.nullable().describe("The initiative that is reviewed"),
  subject: z.string().describe("Title of the decision, or name of the initiative"),
  due_on: z.string().describe("Day on which it is due"),
  done_on: z.string().nullable().describe("Day on which it was done; null while it is open"),
  outcome: z.string().nullable().describe("What came out of it"),
  ...kept,
});
export type Review = z.output<typeof Review>;
export const ListReviewsQuery = z.strictObject({
  ...listQuery(["due_on", "done_on", "updated_at", "created_at"], "due_on"),
  state: z.enum(["open", "done"]).optional().describe("Whether it has been done"),
  decision_id: Id.optional().describe("Of this decision"),
  initiative_id: Id.optional().describe("Of this initiative"),
});

export const MarketRecordPath = z.strictObject({ marketRecordId: Id.describe("The record") });
export const MarketRecordInput = z
  .strictObject({
    subject: oneLine(2, 120).describe("Competitor or part of the market"),
    kind: z.enum(MARKET_KINDS).describe("What the record tells of"),
    position: orNone(z.enum(POSITIONS)).describe("Where we stand; of a record of kind position, and only of one"),
    text: Prose.describe("What was found"),
    source: Reference.describe("Where it comes from: a document in words, or an http(s) address"),
    observed_on: Day.describe("Day on which it was so"),
  })
  .refine(({ kind, position }) => (kind === "position") === (position !== null), {
    path: ["position"],
    message: "A record of kind position says where we stand, another does not",
  });
export const MarketRecord = z.object({
  market_record_id: Id.describe("The record"),
  subject: z.string().describe("Competitor or part of the market"),
  kind: z.enum(MARKET_KINDS).describe("What the record tells of"),
  position: z.enum(POSITIONS).nullable().describe("Where we stand"),
  text: z.string().describe("What was found"),
  source: z.string().describe("Where it comes from"),
  observed_on: z.string().describe("Day on which it was so"),
  ...kept,
});
export type MarketRecord = z.output<typeof MarketRecord>;
export const ListMarketRecordsQuery = z.strictObject({
  ...listQuery(["subject", "observed_on", "updated_at", "created_at"], "-observed_on"),
  kind: z.enum(MARKET_KINDS).optional().describe("What the record tells of"),
});
