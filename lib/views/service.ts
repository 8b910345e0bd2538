import { v7 as uuidv7 } from "uuid";
import { AppError, conflictOn, invalid } from "../core/errors.ts";
import { conflict } from "../db/errors.ts";
import type { Actor, Context } from "../operation/operation.ts";
import { findView, type Reader, type ViewRow } from "./queries.ts";
import type { CreateViewInput, UpdateViewInput } from "./schema.ts";

/** More than anybody finds again, few enough for one row of tabs and its menu. */
const VIEWS_MAX = 50;

/** The actor as a reader of views. Throws UNAUTHENTICATED for who is nobody. */
export function readerOf({ id, role, tenantScope }: Actor): Reader {
  if (id === null) {
    throw new AppError("UNAUTHENTICATED");
  }
  return { userId: id, role, isGlobal: tenantScope === "global" };
}

const nameIsTaken = conflict("name", "You have a view of this name already");

/** Saves a view of the caller. Throws CONFLICT on a taken name or too many views, VALIDATION on sharing from within a scope. */
export async function createView({ db, actor, now }: Context, input: CreateViewInput): Promise<ViewRow> {
  const reader = readerOf(actor);
  const { isDefault, ...fields } = input;
  assertMayShare(reader, fields.isShared);
  const owned = await db.savedView.count({ where: { ownerId: reader.userId, list: fields.list } });
  if (owned >= VIEWS_MAX) {
    throw conflictOn("list", `You have ${VIEWS_MAX} views of this list already`);
  }
  const id = uuidv7({ msecs: now.getTime() });
  await db.savedView
    .create({
      data: { ...fields, id, ownerId: reader.userId, createdOn: now, updatedOn: now },
      select: { id: true },
    })
    .catch(nameIsTaken);
  await setDefault(db, reader, fields.list, isDefault ? id : undefined);
  return existing(await findView(db, id, reader));
}

export interface ViewChange {
  readonly before: ViewRow;
  readonly after: ViewRow;
}

/** Replaces a view of the caller. Throws NOT_FOUND, also for a shared view of somebody else, CONFLICT, PRECONDITION_FAILED. */
export async function updateView(ctx: Context, viewId: string, input: UpdateViewInput): Promise<ViewChange> {
  const { db, now } = ctx;
  const { reader, view: before } = await ownView(ctx, viewId);
  const { isDefault, ...fields } = input;
  assertMayShare(reader, fields.isShared);
  await db.savedView
    .update({
      where: { id: viewId },
      data: { ...fields, version: { increment: 1 }, updatedOn: now },
      select: { id: true },
    })
    .catch(nameIsTaken);
  if (isDefault !== before.isDefault) {
    await setDefault(db, reader, before.list, isDefault ? viewId : null);
  }
  return { before, after: existing(await findView(db, viewId, reader)) };
}

/** Deletes a view of the caller; lists that opened with it open without one. Throws NOT_FOUND. */
export async function deleteView(ctx: Context, viewId: string): Promise<ViewRow> {
  const { view } = await ownView(ctx, viewId);
  await ctx.db.savedView.delete({ where: { id: viewId }, select: { id: true } });
  return view;
}

/** Chooses with which view a list opens for the caller. Throws NOT_FOUND for a view of another list or one that the caller does not see. */
export async function setDefaultView(
  { db, actor }: Context,
  list: string,
  viewId: string | null,
): Promise<{ readonly before: string | null }> {
  const reader = readerOf(actor);
  if (viewId !== null && (await findView(db, viewId, reader))?.list !== list) {
    throw new AppError("NOT_FOUND");
  }
  const key = { userId_list: { userId: reader.userId, list } };
  const before = await db.savedViewDefault.findUnique({ where: key, select: { viewId: true } });
  await setDefault(db, reader, list, viewId);
  return { before: before?.viewId ?? null };
}

/** `undefined` leaves it as it is. */
async function setDefault(
  db: Context["db"],
  { userId }: Reader,
  list: string,
  viewId: string | null | undefined,
): Promise<void> {
  if (viewId === null) {
    await db.savedViewDefault.deleteMany({ where: { userId, list } });
  } else if (viewId !== undefined) {
    await db.$executeRaw`
      INSERT INTO saved_view_defaults (user_id, list, view_id) VALUES (${userId}::uuid, ${list}, ${viewId}::uuid)
      ON CONFLICT (user_id, list) DO UPDATE SET view_id = excluded.view_id`;
  }
}

async function ownView({ db, actor, ifMatch }: Context, viewId: string): Promise<{ reader: Reader; view: ViewRow }> {
  const reader = readerOf(actor);
  await db.$queryRaw`SELECT 1 AS locked FROM saved_views WHERE id = ${viewId}::uuid FOR UPDATE`;
  const view = await findView(db, viewId, reader);
  if (!view?.isOwn) {
    throw new AppError("NOT_FOUND");
  }
  if (ifMatch !== null && !ifMatch.includes(view.version)) {
    throw new AppError("PRECONDITION_FAILED");
  }
  return { reader, view };
}

/** A name or a filter could tell people of another scope what they must not know. */
function assertMayShare({ isGlobal }: Reader, isShared: boolean): void {
  if (isShared && !isGlobal) {
    throw invalid("isShared", "Only those who are bound to no tenants can share views");
  }
}

function existing(view: ViewRow | null): ViewRow {
  if (!view) {
    throw new Error("a view was written and not found");
  }
  return view;
}
