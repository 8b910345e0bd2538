import type { z } from "zod";
import { canonicalJson } from "../core/canonical-json.ts";
import { type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { TenantScope } from "../operation/operation.ts";
import { DEFAULT_CONFIGURATION, goodOverrides, withDefaults } from "./definitions.ts";
import type { HistoryItem, HistoryQuery } from "./schema.ts";

type Item = z.input<typeof HistoryItem>;
type Stored = Readonly<Record<string, unknown>>;
type Row = Omit<Item, "changes"> & { readonly before: Stored | null; readonly after: Stored };

/**
 * Versions of the global configuration, newest first, each against the one before it; the first against the defaults. With a key only
 * those that changed it.
 */
export function configurationHistory(db: Db, query: HistoryQuery, scope: TenantScope): Promise<Page<Item>> {
  const { key } = query;
  const defaults: Stored = { ...DEFAULT_CONFIGURATION };
  const fallback = JSON.stringify((key && defaults[key]) ?? null);
  const stored = (values: Prisma.Sql) => Prisma.sql`COALESCE(${values} -> ${key}, ${fallback}::jsonb)`;
  return history(db, query, scope, {
    versions: Prisma.sql`configuration_versions v LEFT JOIN configuration_versions p ON p.version = v.version - 1`,
    conditions: key === undefined ? [] : [differ(stored(Prisma.sql`v.values`), stored(Prisma.sql`p.values`))],
    states: Prisma.sql`v.restores, v.values AS after, p.values AS before`,
    about: { type: "configuration", id: "global" },
    readable: withDefaults,
  });
}

/** Versions of a tenant's overrides, newest first, each against the one before it; with a key only those that changed it. */
export function overridesHistory(
  db: Db,
  tenantId: string,
  query: HistoryQuery,
  scope: TenantScope,
): Promise<Page<Item>> {
  const { key } = query;
  return history(db, query, scope, {
    versions: Prisma.sql`tenant_override_versions v
      LEFT JOIN tenant_override_versions p ON p.tenant_id = v.tenant_id AND p.version = v.version - 1`,
    conditions: [
      Prisma.sql`v.tenant_id = ${tenantId}::uuid`,
      ...(key === undefined
        ? []
        : [differ(Prisma.sql`v.overrides -> ${key}`, Prisma.sql`COALESCE(p.overrides, '{}') -> ${key}`)]),
    ],
    states: Prisma.sql`NULL::integer AS restores, v.overrides AS after, p.overrides AS before`,
    about: { type: "override", id: tenantId },
    readable: goodOverrides,
  });
}

interface Source {
  /** The versions `v`, each beside the one before it, `p`. */
  readonly versions: Prisma.Sql;
  readonly conditions: readonly Prisma.Sql[];
  readonly states: Prisma.Sql;
  /** What the audit log calls the thing. */
  readonly about: { readonly type: string; readonly id: string };
  readonly readable: (stored: Stored) => Stored;
}

async function history(db: Db, query: HistoryQuery, scope: TenantScope, source: Source): Promise<Page<Item>> {
  const { versions, conditions, states, about, readable } = source;
  const chosen = Prisma.sql`${versions} ${conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`}`;
  const [[counted], rows] = await Promise.all([
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::integer AS total FROM ${chosen}`,
    db.$queryRaw<Row[]>`
      SELECT c.*, (
        SELECT e.audit_id FROM audit_events e
        WHERE e.entity_id = ${about.id} AND e.entity_type = ${about.type} AND e.outcome = 'success'
          AND e.occurred_on BETWEEN c."changedOn" - ${SAME_ACT}::interval AND c."changedOn" + ${SAME_ACT}::interval
          AND e.after ->> 'version' = c.version::text
        LIMIT 1) AS "auditId"
      FROM (
        SELECT v.version, v.created_on AS "changedOn", ${visibleUser(Prisma.sql`v.created_by_id`, scope)} AS "changedBy",
          v.reason, ${states}
        FROM ${chosen} ORDER BY v.version DESC ${cut(query)}) c
      ORDER BY c.version DESC`,
  ]);
  return toPage(rows.map(withChanges(readable)), query, { totalItems: counted?.total ?? 0 });
}

/** A version and its audit record are written in one transaction: the record is looked for around the version's time alone. */
const SAME_ACT = "10 minutes";

const differ = (a: Prisma.Sql, b: Prisma.Sql): Prisma.Sql => Prisma.sql`${a} IS DISTINCT FROM ${b}`;

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
