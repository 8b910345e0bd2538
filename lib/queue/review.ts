import type { Db } from "../db/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import { visible } from "./queries.ts";

/** The caller's review of an alert. */
export interface ReviewRow {
  readonly alertId: string;
  readonly notes: string | null;
  readonly reviewedOn: Date;
}

/** The alert, where the caller may see it, with the caller's own review of it. */
export const reviewable = (db: Db, id: string, userId: string, scope: TenantScope) =>
  db.alert.findFirst({
    where: { AND: [{ id }, visible(scope)] },
    select: { id: true, tenantId: true, reviews: { where: { userId } } },
  });

/** Reviews it or, without notes, leaves the notes that there are; a second time changes nothing but the notes. */
export async function setReview(
  db: Db,
  alertId: string,
  userId: string,
  notes: string | undefined,
  now: Date,
): Promise<ReviewRow> {
  return db.alertReview.upsert({
    where: { userId_alertId: { userId, alertId } },
    create: { userId, alertId, notes: notes ?? null, reviewedOn: now },
    update: notes === undefined ? {} : { notes },
  });
}

/** Takes the caller's review back. */
export async function takeBack(db: Db, alertId: string, userId: string): Promise<void> {
  await db.alertReview.deleteMany({ where: { alertId, userId } });
}

/** Reviews those of the alerts that the caller may see, in one statement. */
export async function reviewMany(
  db: Db,
  ids: readonly string[],
  { userId, scope, notes, now }: { userId: string; scope: TenantScope; notes: string; now: Date },
): Promise<{ reviewed: number; already: number; notFound: string[] }> {
  const wanted = [...new Set(ids)];
  const rows = await db.alert.findMany({
    where: { AND: [{ id: { in: wanted } }, visible(scope)] },
    select: { id: true },
  });
  const found = new Set(rows.map(({ id }) => id));
  const { count } = await db.alertReview.createMany({
    data: [...found].map((alertId) => ({ alertId, userId, notes, reviewedOn: now })),
    skipDuplicates: true,
  });
  return { reviewed: count, already: found.size - count, notFound: wanted.filter((id) => !found.has(id)) };
}
