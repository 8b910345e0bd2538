import type { z } from "zod";
import { type Page, type PageRequest, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { SavedView } from "./schema.ts";

/** A view with the version that its ETag carries. */
export type ViewRow = z.input<typeof SavedView> & { readonly version: number };

/** Who reads: views are shared among people of one role, and never with or by those who are bound to tenants. */
export interface Reader {
  readonly userId: string;
  readonly role: string;
  readonly isGlobal: boolean;
}

export const toView = ({ version: _, ...view }: ViewRow): z.input<typeof SavedView> => view;

const columns = ({ userId }: Reader): Prisma.Sql => Prisma.sql`
  v.id AS "viewId", v.list, v.name, v.query, v.hidden_columns AS "hiddenColumns", v.column_order AS "columnOrder", v.is_shared AS "isShared",
  v.owner_id = ${userId}::uuid AS "isOwn", d.view_id IS NOT NULL AS "isDefault",
  v.created_on AS "createdOn", v.updated_on AS "updatedOn", v.version`;

const visible = ({ userId, role, isGlobal }: Reader): Prisma.Sql => Prisma.sql`
  (v.owner_id = ${userId}::uuid OR (v.is_shared AND ${isGlobal} AND EXISTS (
    SELECT 1 FROM users o JOIN roles r ON r.id = o.role_id WHERE o.id = v.owner_id AND r.name = ${role} AND o.status = 'active')))`;

const from = (reader: Reader): Prisma.Sql => Prisma.sql`
  FROM saved_views v LEFT JOIN saved_view_defaults d ON d.view_id = v.id AND d.user_id = ${reader.userId}::uuid
  WHERE ${visible(reader)}`;

/** Views of the list that the reader sees, own ones first, by name. */
export async function listViews(
  db: Db,
  { list, ...request }: PageRequest & { readonly list: string },
  reader: Reader,
): Promise<Page<z.input<typeof SavedView>>> {
  const rows = await db.$queryRaw<(ViewRow & { total: number })[]>`
    SELECT ${columns(reader)}, count(*) OVER ()::integer AS total ${from(reader)} AND v.list = ${list}
    ORDER BY "isOwn" DESC, lower(v.name), v.id LIMIT ${request.pageSize} OFFSET ${(request.page - 1) * request.pageSize}`;
  const totalItems = rows[0]?.total ?? 0;
  return toPage(
    rows.map(({ total: _, ...row }) => toView(row)),
    request,
    { totalItems },
  );
}

/** One view; null when there is none that the reader sees. */
export async function findView(db: Db, viewId: string, reader: Reader): Promise<ViewRow | null> {
  const [row] = await db.$queryRaw<ViewRow[]>`SELECT ${columns(reader)} ${from(reader)} AND v.id = ${viewId}::uuid`;
  return row ?? null;
}
