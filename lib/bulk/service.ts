import { v7 as uuidv7 } from "uuid";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import { enqueue } from "../jobs/index.ts";
import { authorize } from "../operation/authorize.ts";
import type { Context } from "../operation/operation.ts";
import { ACTS } from "./acts.ts";
import { runBulk } from "./job.ts";
import { skipPending } from "./progress.ts";
import { findBulk } from "./queries.ts";
import { BULK_ROWS_MAX, type StartBulkInput } from "./schema.ts";
import { type Chosen, chosenByIds, chosenByToken } from "./selection.ts";

export interface Started extends Chosen {
  readonly bulkId: string;
  readonly total: number;
}

/**
 * Writes down every row that will be acted upon and asks for the job, in one commit. Throws FORBIDDEN when the caller may not do it
 * to a single row; VALIDATION on a selection that is not good, that nothing matches any more, or that is too large.
 */
export async function startBulk(
  ctx: Context,
  { operation, ids, selectionToken, reason }: StartBulkInput,
): Promise<Started> {
  const { db, actor, now, request } = ctx;
  authorize(actor, ACTS[operation].policy);
  const chosen = ids ? chosenByIds(ids) : await chosenByToken(ctx, operation, selectionToken ?? "");
  const bulkId = uuidv7({ msecs: now.getTime() });
  await db.bulkOperation.create({
    data: {
      id: bulkId,
      operation,
      reason,
      ...(chosen.filter && { filter: chosen.filter }),
      selected: chosen.selected,
      total: 0,
      startedById: actor.id ?? "",
      startedByRole: actor.role,
      startedByTokenVersion: await tokenVersionOf(ctx),
      ipAddress: request.ipAddress,
      createdOn: now,
      updatedOn: now,
    },
    select: { id: true },
  });
  const total = await db.$executeRaw`
    INSERT INTO bulk_items (bulk_id, entity_id) SELECT ${bulkId}::uuid, found.id FROM (${chosen.ids} LIMIT ${BULK_ROWS_MAX + 1}) found`;
  if (total === 0 || total > BULK_ROWS_MAX) {
    const problem =
      total === 0 ? "Nothing matches any more" : `More than ${BULK_ROWS_MAX} rows match: narrow the filter`;
    throw invalid("selectionToken", problem);
  }
  await db.bulkOperation.update({ where: { id: bulkId }, data: { total }, select: { id: true } });
  if (!ctx.isDryRun) {
    await enqueue(db, runBulk, { bulkId, part: 1 }, { dedupeKey: `bulk:${bulkId}:1` });
  }
  return { ...chosen, bulkId, total };
}

/** A sign-out of the starter from outside ends what their sign-ins have started: the version moves on with it. */
async function tokenVersionOf({ db, actor }: Context): Promise<number | null> {
  const user = await db.user.findUnique({ where: { id: actor.id ?? "" }, select: { tokenVersion: true } });
  return user?.tokenVersion ?? null;
}

/**
 * Ends it before its last row: what is under way either finishes before this or does not happen. Throws NOT_FOUND, also for what
 * others started unless the caller is a SuperAdmin, and CONFLICT when it has ended already.
 */
export async function cancelBulk(
  { db, actor, now }: Context,
  bulkId: string,
): Promise<{ before: string; skipped: number }> {
  const bulk = await findBulk(db, bulkId, actor);
  if (!bulk || (bulk.startedById !== actor.id && actor.role !== "SuperAdmin")) {
    throw new AppError("NOT_FOUND");
  }
  const [cancelled] = await db.$queryRaw<{ id: string }[]>`
    UPDATE bulk_operations SET status = 'cancelled', finished_on = ${now}, updated_on = ${now}
    WHERE id = ${bulkId}::uuid AND status IN ('queued', 'running') RETURNING id`;
  if (!cancelled) {
    throw conflictOn("status", "It has ended already");
  }
  return { before: bulk.status, skipped: await skipPending(db, bulkId, "Cancelled before its turn", now) };
}
