import type { z } from "zod";
import { containsPattern, type Page, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { ApiKey, ListApiKeysQuery } from "./schema.ts";

type ApiKeyRow = z.input<typeof ApiKey>;

const status = (now: Date): Prisma.Sql => Prisma.sql`CASE WHEN k.revoked_on IS NOT NULL THEN 'revoked'
  WHEN k.expires_on <= ${now} THEN 'expired' ELSE 'active' END`;

/** Columns of an ApiKeyRow, of `api_keys k JOIN roles r`. */
const columns = (now: Date): Prisma.Sql => Prisma.sql`
  k.id AS "apiKeyId", k.name, r.name AS role, coalesce(to_jsonb(k.tenant_ids), '"global"'::jsonb) AS "tenantScope",
  ${status(now)} AS status, k.created_on AS "createdOn", k.created_by_id AS "createdById", k.expires_on AS "expiresAt",
  k.last_used_on AS "lastUsedAt", k.revoked_on AS "revokedOn"`;

/** One page of all keys, revoked ones included: a record of who could look in. */
export async function listApiKeys(db: Db, query: ListApiKeysQuery, now: Date): Promise<Page<ApiKeyRow>> {
  const conditions = [
    query.search === undefined ? null : Prisma.sql`lower(k.name) LIKE ${containsPattern(query.search)}`,
    query.status === undefined ? null : Prisma.sql`${status(now)} = ${query.status}`,
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
  const { field, descending } = sortOf(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const by = field === "name" ? Prisma.sql`k.name` : Prisma.sql`k.created_on`;
  const [items, [counted]] = await Promise.all([
    db.$queryRaw<ApiKeyRow[]>`
      SELECT ${columns(now)} FROM api_keys k JOIN roles r ON r.id = k.role_id ${where}
      ORDER BY ${by} ${direction}, k.id ${direction} LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`,
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::float8 AS total FROM api_keys k ${where}`,
  ]);
  return toPage(items, query, { totalItems: counted?.total ?? 0 });
}

/** The key; null when there is none. */
export async function findApiKey(db: Db, apiKeyId: string, now: Date): Promise<ApiKeyRow | null> {
  const [row] = await db.$queryRaw<ApiKeyRow[]>`
    SELECT ${columns(now)} FROM api_keys k JOIN roles r ON r.id = k.role_id WHERE k.id = ${apiKeyId}::uuid`;
  return row ?? null;
}
