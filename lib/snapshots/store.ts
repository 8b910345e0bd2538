import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { canonicalJson } from "../core/canonical-json.ts";
import { AppError } from "../core/errors.ts";
import { COUNT_CAP, cappedTotal, type Total } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { Actor, Context } from "../operation/operation.ts";
import { composeDocument } from "./document.ts";
import { type Snapshot, SnapshotDocument, type SnapshotItem, type SnapshotsQuery } from "./resource.ts";

type Item = z.input<typeof SnapshotItem>;
type Scope = Actor["tenantScope"];

/** SHA-256 of the text, in hexadecimal. */
const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

export interface Captured {
  readonly document: SnapshotDocument;
  readonly hash: string;
}

/** Keeps a snapshot of the tenant as it stands now. Throws NOT_FOUND, CONFLICT for a deleted tenant. */
export async function capture(ctx: Context, tenantId: string, note: string | null): Promise<Captured> {
  const { db, now, actor } = ctx;
  // One at a time for each tenant, so that numbers have no gaps; the tenant cannot be deleted meanwhile.
  const [tenant] = await db.$queryRaw<{ deleted: boolean }[]>`
    SELECT deleted_on IS NOT NULL AS deleted FROM tenants WHERE id = ${tenantId}::uuid FOR UPDATE`;
  if (!tenant) {
    throw new AppError("NOT_FOUND");
  }
  if (tenant.deleted) {
    throw new AppError("CONFLICT", "The tenant is deleted: no snapshot of it can be taken any more");
  }
  const [last] = await db.$queryRaw<{ number: number }[]>`
    SELECT coalesce(max(number), 0)::integer AS number FROM snapshots WHERE tenant_id = ${tenantId}::uuid`;
  const head = { snapshotId: uuidv7({ msecs: now.getTime() }), number: (last?.number ?? 0) + 1, tenantId, note, actor };
  const document = await composeDocument(db, now, head);
  const text = canonicalJson(document);
  const hash = sha256(text);
  await db.$executeRaw`
    INSERT INTO snapshots (snapshot_id, tenant_id, number, captured_at, captured_by_id, captured_by_role, note, data_quality, document, sha256)
    VALUES (${head.snapshotId}::uuid, ${tenantId}::uuid, ${head.number}, ${now.toISOString()}::timestamptz, ${actor.id}::uuid, ${actor.role},
      ${note}, ${document.data_quality}, ${text}, ${hash})`;
  return { document, hash };
}

interface Row {
  readonly snapshotId: string;
  readonly number: number;
  readonly tenantId: string;
  readonly code: string;
  readonly tenantName: string;
  readonly capturedAt: Date;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly role: string;
  readonly note: string | null;
  readonly quality: Item["data_quality"];
  readonly sha256: string;
}

/** Columns of a row; who is not to be known of has neither id nor name. */
const columns = ({ id, tenantScope }: Pick<Actor, "id" | "tenantScope">): Prisma.Sql => {
  const known = Prisma.sql`CASE WHEN s.captured_by_id = ${id}::uuid THEN s.captured_by_id ELSE ${visibleUser(Prisma.sql`s.captured_by_id`, tenantScope)} END`;
  return Prisma.sql`s.snapshot_id AS "snapshotId", s.number, s.tenant_id AS "tenantId", t.code, t.name AS "tenantName",
    s.captured_at AS "capturedAt", ${known} AS "userId", (SELECT u.name FROM users u WHERE u.id = ${known}) AS "userName",
    s.captured_by_role AS role, s.note, s.data_quality AS quality, s.sha256`;
};

const inScope = (scope: Scope): Prisma.Sql =>
  scope === "global" ? Prisma.sql`true` : Prisma.sql`s.tenant_id = ANY(${[...scope]}::uuid[])`;

const itemOf = (row: Row): Item => ({
  snapshot_id: row.snapshotId,
  number: row.number,
  tenant: { tenant_id: row.tenantId, code: row.code, name: row.tenantName },
  captured_at: row.capturedAt,
  captured_by: { user_id: row.userId, name: row.userName, role: row.role },
  note: row.note,
  data_quality: row.quality,
  sha256: row.sha256,
});

/** One page of the snapshots of the tenants in scope. */
export async function listOf(
  db: Db,
  actor: Actor,
  { page, page_size: size, sort, tenant_id: tenantId }: SnapshotsQuery,
): Promise<{ items: Item[]; total: Total }> {
  const ofTenant = tenantId === undefined ? Prisma.empty : Prisma.sql`AND s.tenant_id = ${tenantId}::uuid`;
  const matches = Prisma.sql`snapshots s WHERE ${inScope(actor.tenantScope)} ${ofTenant}`;
  const direction = Prisma.raw(sort.startsWith("-") ? "DESC" : "ASC");
  const isFiltered = tenantId !== undefined || actor.tenantScope !== "global";
  const count = isFiltered ? cappedCount(matches) : Prisma.sql`SELECT count(*)::float8 AS total FROM ${matches}`;
  const [rows, counted] = await Promise.all([
    db.$queryRaw<Row[]>`
      WITH page AS (SELECT s.snapshot_id FROM ${matches} ORDER BY s.captured_at ${direction}, s.snapshot_id ${direction}
        LIMIT ${size} OFFSET ${(page - 1) * size})
      SELECT ${columns(actor)} FROM page JOIN snapshots s USING (snapshot_id) JOIN tenants t ON t.id = s.tenant_id
      ORDER BY s.captured_at ${direction}, s.snapshot_id ${direction}`,
    db.$queryRaw<{ total: number }[]>`${count}`,
  ]);
  const total = counted[0]?.total ?? 0;
  return {
    items: rows.map(itemOf),
    total: isFiltered && total > COUNT_CAP ? cappedTotal(total) : { totalItems: total },
  };
}

/** A kept snapshot: its row, the document, and whether they still belong together. */
interface Found {
  readonly item: Item;
  readonly document: SnapshotDocument;
  readonly text: string;
  readonly verification: Snapshot["verification"];
}

/** One snapshot. Throws NOT_FOUND for one of a tenant out of scope too. */
export async function find(db: Db, actor: Actor, snapshotId: string): Promise<Found> {
  const [row] = await db.$queryRaw<(Row & { readonly document: string; readonly capturedById: string })[]>`
    SELECT ${columns(actor)}, s.document, s.captured_by_id AS "capturedById" FROM snapshots s JOIN tenants t ON t.id = s.tenant_id
    WHERE s.snapshot_id = ${snapshotId}::uuid AND ${inScope(actor.tenantScope)}`;
  if (!row) {
    throw new AppError("NOT_FOUND");
  }
  const document = SnapshotDocument.parse(JSON.parse(row.document));
  const recomputed = sha256(row.document);
  const matches = recomputed === row.sha256 && isOf(document, row);
  return {
    item: itemOf(row),
    document,
    text: row.document,
    verification: { matches, recomputed_sha256: recomputed, audit: await onRecord(db, row) },
  };
}

/** Whether the row beside the document says what the document says. */
const isOf = (document: SnapshotDocument, row: Row & { readonly capturedById: string }): boolean =>
  document.snapshot_id === row.snapshotId &&
  document.tenant_id === row.tenantId &&
  document.number === row.number &&
  document.captured_at === row.capturedAt.toISOString() &&
  document.captured_by_id === row.capturedById &&
  document.captured_by_role === row.role &&
  document.note === row.note &&
  document.data_quality === row.quality;

/** What the sealed audit log says of the hash; near the capture's moment, so that one partition answers. */
async function onRecord(
  db: Db,
  { snapshotId, capturedAt, sha256: hash }: Row,
): Promise<"matches" | "differs" | "not_found"> {
  const at = capturedAt.toISOString();
  const [record] = await db.$queryRaw<{ sha256: string | null }[]>`
    SELECT after ->> 'sha256' AS sha256 FROM audit_events
    WHERE entity_id = ${snapshotId} AND action = 'SNAPSHOT_CAPTURED' AND outcome = 'success'
      AND occurred_on BETWEEN ${at}::timestamptz - interval '1 hour' AND ${at}::timestamptz + interval '1 hour'
    ORDER BY occurred_on LIMIT 1`;
  return record === undefined ? "not_found" : record.sha256 === hash ? "matches" : "differs";
}
