import { invalid } from "../core/errors.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Context } from "../operation/operation.ts";
import { recordsOf } from "./crud.ts";
import type { Fields, Storage } from "./records.ts";
import { deleteReviewsOf } from "./reviews.ts";
import {
  type Initiative,
  InitiativeInput,
  InitiativePath,
  Initiative as InitiativeSchema,
  ListInitiativesQuery,
} from "./schema.ts";

const storage: Storage = {
  table: Prisma.sql`planning_initiatives`,
  id: "initiative_id",
  fields: {
    name: "text",
    status: "text",
    progress: "smallint",
    impact: "text",
    owner_id: "uuid",
    start_on: "date",
    due_on: "date",
    ended_at: "timestamptz",
  },
  unique: ["name", "There is an initiative of this name already"],
  filters: ({ status, owner_id }) => [
    ...(status === undefined ? [] : [Prisma.sql`r.status = ${status}`]),
    ...(owner_id === undefined ? [] : [Prisma.sql`r.owner_id = ${owner_id}::uuid`]),
  ],
  check: assertOwner,
  derive: ({ status }, before, now) => ({
    ended_at: status === "completed" || status === "cancelled" ? (before?.["ended_at"] ?? now) : null,
  }),
  cascade: (ctx, id) => deleteReviewsOf(ctx, "initiative_id", id),
};

/** Users are never removed, so that the one who is found stays. */
async function assertOwner({ db }: Context, { owner_id }: Fields): Promise<void> {
  const owner = await db.user.findUnique({ where: { id: String(owner_id) }, select: { id: true } });
  if (!owner) {
    throw invalid("owner_id", "There is no such user");
  }
}

const example: Initiative = {
  initiative_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0f1",
  name: "Revenue Protection Enhancement",
  status: "in_progress",
  progress: 70,
  impact: "positive",
  owner_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  start_on: "2026-07-01",
  due_on: "2026-12-18",
  ended_at: null,
  author_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001",
  created_at: "2026-06-24T09:30:00.000Z",
  updated_at: "2026-11-20T09:30:00.000Z",
};
const { initiative_id, ended_at: _, author_id: __, created_at: ___, updated_at: ____, ...body } = example;

/** Something that the business has set out to do, with how far it has come. */
export const initiatives = recordsOf({
  noun: "Initiative",
  plural: "Initiatives",
  one: "an initiative",
  many: "initiatives",
  segment: "/planning/initiatives",
  entityType: "initiative",
  record: InitiativeSchema,
  write: InitiativeInput,
  query: ListInitiativesQuery,
  path: InitiativePath,
  storage,
  example: { path: { initiativeId: initiative_id }, body, record: example },
});
