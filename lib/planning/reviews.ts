import { invalid } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { recordsOf } from "./crud.ts";
import type { Fields, Storage } from "./records.ts";
import { ListReviewsQuery, type Review, ReviewInput, ReviewPath, Review as ReviewSchema } from "./schema.ts";

type Subject = "decision_id" | "initiative_id";
const SUBJECTS: Readonly<Record<Subject, Prisma.Sql>> = {
  decision_id: Prisma.sql`planning_decisions`,
  initiative_id: Prisma.sql`planning_initiatives`,
};
const SUBJECT_NAMES = Object.keys(SUBJECTS) as Subject[];

const storage: Storage = {
  table: Prisma.sql`planning_reviews`,
  id: "review_id",
  fields: { decision_id: "uuid", initiative_id: "uuid", due_on: "date", done_on: "date", outcome: "text" },
  more: Prisma.sql`, coalesce(d.title, i.name) AS subject`,
  joins: Prisma.sql`
    LEFT JOIN planning_decisions d ON d.decision_id = r.decision_id
    LEFT JOIN planning_initiatives i ON i.initiative_id = r.initiative_id`,
  unique: ["due_on", "A review of this is due on that day already"],
  past: ["done_on"],
  filters: ({ state, decision_id, initiative_id }) => [
    ...(state === undefined
      ? []
      : [Prisma.sql`r.done_on IS ${state === "open" ? Prisma.empty : Prisma.sql`NOT`} NULL`]),
    ...(decision_id === undefined ? [] : [Prisma.sql`r.decision_id = ${decision_id}::uuid`]),
    ...(initiative_id === undefined ? [] : [Prisma.sql`r.initiative_id = ${initiative_id}::uuid`]),
  ],
  check: assertSubject,
};

/** A new review needs its subject, which a lock keeps from being deleted meanwhile; an old one keeps it. */
async function assertSubject({ db }: Context, input: Fields, before: Fields | null): Promise<void> {
  for (const name of SUBJECT_NAMES) {
    if (before) {
      if (input[name] !== before[name]) {
        throw invalid(name, "A review stays with its subject");
      }
    } else if (input[name] !== null) {
      const found = await db.$queryRaw<object[]>`
        SELECT 1 AS locked FROM ${SUBJECTS[name]} WHERE ${Prisma.raw(name)} = ${input[name]}::uuid AND deleted_at IS NULL FOR SHARE`;
      if (found.length === 0) {
        throw invalid(name, "There is no such record");
      }
    }
  }
}

/** Deletes the reviews of what is being deleted. */
export async function deleteReviewsOf(
  { db, now }: Context,
  subject: Subject,
  id: string,
): Promise<{ reviews: number }> {
  const reviews = await db.$executeRaw`
    UPDATE planning_reviews SET deleted_at = ${now.toISOString()}::timestamptz, version = version + 1
    WHERE ${Prisma.raw(subject)} = ${id}::uuid AND deleted_at IS NULL`;
  return { reviews };
}

const example: Review = {
  review_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f3",
  decision_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f2",
  initiative_id: null,
  subject: "Move bulk senders to dedicated addresses",
  due_on: "2027-01-15",
  done_on: null,
  outcome: null,
  author_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  created_at: "2026-10-09T09:30:00.000Z",
  updated_at: "2026-10-09T09:30:00.000Z",
};
const { review_id, subject: _, author_id: __, created_at: ___, updated_at: ____, ...body } = example;

/** A look back at one decision or one initiative. */
export const reviews = recordsOf({
  noun: "Review",
  plural: "Reviews",
  one: "a review",
  many: "reviews",
  segment: "/planning/reviews",
  entityType: "review",
  record: ReviewSchema,
  write: ReviewInput,
  query: ListReviewsQuery,
  path: ReviewPath,
  storage,
  example: { path: { reviewId: review_id }, body, record: example },
});
