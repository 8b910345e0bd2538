import { Prisma } from "../db/generated/client.ts";
import { recordsOf } from "./crud.ts";
import type { Storage } from "./records.ts";
import { deleteReviewsOf } from "./reviews.ts";
import {
  type Decision,
  DecisionInput,
  DecisionPath,
  Decision as DecisionSchema,
  ListDecisionsQuery,
} from "./schema.ts";

const storage: Storage = {
  table: Prisma.sql`planning_decisions`,
  id: "decision_id",
  fields: {
    title: "text",
    category: "text",
    insight_on: "date",
    decided_on: "date",
    outcome: "text",
    review_due_on: "date",
  },
  past: ["insight_on", "decided_on"],
  filters: ({ category, state }) => [
    ...(category === undefined ? [] : [Prisma.sql`r.category = ${category}`]),
    ...(state === undefined ? [] : [Prisma.sql`(r.decided_on IS NULL) = ${state === "pending"}`]),
  ],
  cascade: (ctx, id) => deleteReviewsOf(ctx, "decision_id", id),
};

const example: Decision = {
  decision_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f2",
  title: "Move bulk senders to dedicated addresses",
  category: "deliverability",
  insight_on: "2026-10-05",
  decided_on: "2026-10-09",
  outcome: "Senders of more than 100,000 messages a month get dedicated addresses from November on.",
  review_due_on: "2027-01-15",
  author_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  created_at: "2026-10-05T09:30:00.000Z",
  updated_at: "2026-10-09T09:30:00.000Z",
};
const { decision_id, author_id: _, created_at: __, updated_at: ___, ...body } = example;

/** A question that was raised and, once decided, what was decided. */
export const decisions = recordsOf({
  noun: "Decision",
  plural: "Decisions",
  one: "a decision",
  many: "decisions",
  segment: "/planning/decisions",
  entityType: "decision",
  record: DecisionSchema,
  write: DecisionInput,
  query: ListDecisionsQuery,
  path: DecisionPath,
  storage,
  example: { path: { decisionId: decision_id }, body, record: example },
});
