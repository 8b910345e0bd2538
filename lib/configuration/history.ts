import type { z } from "zod";
import { canonicalJson } from "../core/canonical-json.ts";
import { type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { TenantScope } from "../operation/operation.ts";
import { goodOverrides, withDefaults } from "./definitions.ts";
import type { HistoryItem, HistoryQuery } from "./schema.ts";

type Item = z.input<typeof HistoryItem>;
type Stored = Readonly<Record<string, unknown>>;
type Row = Omit<Item, "changes"> & { readonly before: Stored | null; readonly after: Stored };

/** Versions of the global configuration, newest first, each against the one before it; the first against the defaults. */
export async function configurationHistory(db: Db, query: HistoryQuery, scope: TenantScope): Promise<Page<Item>> {
  const [totalItems, rows] = await Promise.all([
    db.configurationVersion.count(),
    db.$queryRaw<Row[]>`
      SELECT v.version, v.created_on AS "changedOn", ${visibleUser(Prisma.sql`v.created_by_id`, scope)} AS "changedBy",
        v.reason, v.restores, v.values AS after, p.values AS before
      FROM configuration_versions v LEFT JOIN configuration_versions p ON p.version = v.version - 1
      ORDER BY v.version DESC ${cut(query)}`,
  ]);
  return toPage(rows.map(withChanges(withDefaults)), query, { totalItems });
}

/** Versions of a tenant's overrides, newest first, each against the one before it. */
export async function overridesHistory(
  db: Db,
  tenantId: string,
  query: HistoryQuery,
  scope: TenantScope,
): Promise<Page<Item>> {
  const [totalItems, rows] = await Promise.all([
    db.tenantOverrideVersion.count({ where: { tenantId } }),
    db.$queryRaw<Row[]>`
      SELECT v.version, v.created_on AS "changedOn", ${visibleUser(Prisma.sql`v.created_by_id`, scope)} AS "changedBy",
        v.reason, NULL::integer AS restores, v.overrides AS after, p.overrides AS before
      FROM tenant_override_versions v
        LEFT JOIN tenant_override_versions p ON p.tenant_id = v.tenant_id AND p.version = v.version - 1
      WHERE v.tenant_id = ${tenantId}::uuid ORDER BY v.version DESC ${cut(query)}`,
  ]);
  return toPage(rows.map(withChanges(goodOverrides)), query, { totalItems });
}

const cut = ({ page, pageSize }: HistoryQuery): Prisma.Sql =>
  Prisma.sql`LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;

const withChanges =
  (readable: (stored: Stored) => Stored) =>
  ({ before, after, ...row }: Row): Item => ({ ...row, changes: changesOf(readable(before ?? {}), readable(after)) });

/** The keys on which two sets of values differ. */
export function changesOf(before: Stored, after: Stored): Item["changes"] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .map((key) => ({ key, before: before[key] ?? null, after: after[key] ?? null }))
    .filter((change) => canonicalJson(change.before) !== canonicalJson(change.after));
}
