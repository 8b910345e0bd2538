import { randomUUID } from "node:crypto";
import { prisma } from "../db/client.ts";
import { createPerson } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";

/** A day in UTC, `offset` days from today. */
export const day = (offset = 0): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
/** A day as the column takes it. */
const at = (offset = 0): Date => new Date(day(offset));

/** Bodies that are taken as they are, but for the change. */
export const initiativeInput = (ownerId: string, change: object = {}) => ({
  name: randomWord("Initiative "),
  status: "in_progress" as const,
  progress: 40,
  impact: "positive" as const,
  owner_id: ownerId,
  start_on: day(-60),
  due_on: day(30),
  ...change,
});
export const decisionInput = (change: object = {}) => ({
  title: randomWord("Decision "),
  category: "deliverability" as const,
  insight_on: day(-10),
  decided_on: day(-5),
  outcome: "Bulk senders move to addresses of their own.",
  review_due_on: day(60),
  ...change,
});
export const marketRecordInput = (change: object = {}) => ({
  subject: randomWord("Vendor "),
  kind: "position" as const,
  position: "competitive" as const,
  text: "On a par in delivery, behind in onboarding.",
  source: "Analyst briefing of the quarter",
  observed_on: day(-3),
  ...change,
});

/** Inserts an initiative and returns its id. */
export async function addInitiative(): Promise<string> {
  const { userId } = await createPerson("ROLE_EXECUTIVE_COO");
  const { name, status, progress, impact } = initiativeInput(userId);
  const data = { name, status, progress, impact, ownerId: userId, authorId: userId };
  return (await prisma().planningInitiative.create({ data })).initiativeId;
}

/** Inserts a decision that was made five days after its insight, and returns its id. */
export async function addDecision(): Promise<string> {
  const { title, category } = decisionInput();
  const data = { title, category, insightOn: at(-10), decidedOn: at(-5), authorId: randomUUID() };
  return (await prisma().planningDecision.create({ data })).decisionId;
}

/** Inserts an open review of the decision, by default of a new one, and returns its id. */
export async function addReview(decisionId?: string): Promise<string> {
  const data = { decisionId: decisionId ?? (await addDecision()), dueOn: at(14), authorId: randomUUID() };
  return (await prisma().planningReview.create({ data })).reviewId;
}

/** Inserts a market record and returns its id. */
export async function addMarketRecord(): Promise<string> {
  const { subject, kind, position, text, source } = marketRecordInput();
  const data = { subject, kind, position, text, source, observedOn: at(-3), authorId: randomUUID() };
  return (await prisma().marketRecord.create({ data })).marketRecordId;
}
