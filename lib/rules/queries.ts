import type { z } from "zod";
import { clock } from "../core/clock.ts";
import { COUNT_CAP, cappedTotal, containsPattern, type Page, type PageRequest, sortOf, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { visibleUser } from "../db/scope.ts";
import type { TenantScope } from "../operation/operation.ts";
import { readingFor } from "./compiled.ts";
import type { ListRulesQuery, RULE_SORTS, Rule, RuleVersion } from "./schema.ts";
import { ruleState } from "./state.ts";
import { stateFilter } from "./state-filter.ts";

/** A rule with the revision that its ETag carries and the tenant of its scope. */
export type RuleRow = z.input<typeof Rule> & { readonly revision: number; readonly tenantId: string | null };

/** The wire resource of a row, which is also what its audit rows show. */
export const toRule = ({ revision: _, tenantId: __, ...rule }: RuleRow): z.input<typeof Rule> => rule;

type StoredRow = Omit<RuleRow, "reading" | "state">;
const described = (row: StoredRow): RuleRow => ({
  ...row,
  reading: readingFor(row.condition, row.action),
  state: ruleState(row, clock.now()),
});

/** Runs that the scope may know of: those of a global rule tell how many were hit outside it. */
const seenRuns = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.empty : Prisma.sql`AND r.tenant_id IS NOT NULL`;

const columns = (scope: TenantScope): Prisma.Sql => Prisma.sql`
  r.id AS "ruleId", r.name, v.description, r.scope, r.tenant_id AS "tenantId", r.is_enabled AS "isEnabled", v.condition, v.action,
  v.entity, v.mode, r.version, v.max_impact AS "maxImpact", r.revision, r.created_on AS "createdOn", r.updated_on AS "updatedOn",
  r.archived_on AS "archivedOn",
  (SELECT jsonb_build_object('executionId', x.id, 'status', x.status, 'createdOn', to_char(x.created_on, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'total', x.total, 'done', x.done, 'failed', x.failed)
    FROM rule_executions x WHERE x.rule_id = r.id ${seenRuns(scope)} ORDER BY x.created_on DESC, x.id DESC LIMIT 1) AS "lastExecution"`;
const FROM = Prisma.sql`rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version`;

/** A global rule governs everybody, so whoever reads rules reads it, as they read the configuration; another tenant's own rule they do not. */
const inScope = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.sql`true` : Prisma.sql`(r.tenant_id IS NULL OR r.tenant_id = ANY(${[...scope]}::uuid[]))`;

/** The rule, archived or not; null when there is none in scope. */
export async function findRule(db: Db, ruleId: string, scope: TenantScope): Promise<RuleRow | null> {
  const [row] = await db.$queryRaw<StoredRow[]>`
    SELECT ${columns(scope)} FROM ${FROM} WHERE r.id = ${ruleId}::uuid AND ${inScope(scope)}`;
  return row ? described(row) : null;
}

/** The rule, locked until the transaction ends, so that two writers take turns. */
export async function findRuleForUpdate(tx: Db, ruleId: string): Promise<RuleRow | null> {
  // The lock comes first: a statement that waits for it would still see the version as it was before.
  await tx.$queryRaw`SELECT FROM rules WHERE id = ${ruleId}::uuid FOR UPDATE`;
  return findRule(tx, ruleId, "global");
}

const SORT_COLUMNS: Readonly<Record<(typeof RULE_SORTS)[number], Prisma.Sql>> = {
  name: Prisma.sql`lower(r.name)`,
  createdOn: Prisma.sql`r.created_on`,
};

/** One page of the rules that are not archived. */
export async function listRules(db: Db, query: ListRulesQuery, scope: TenantScope): Promise<Page<RuleRow>> {
  const standing = query.state === undefined ? null : await stateFilter(db, query.state, seenRuns(scope));
  const where = Prisma.join(
    [
      Prisma.sql`r.archived_on IS NULL`,
      inScope(scope),
      ...(query.search === undefined ? [] : [Prisma.sql`lower(r.name) LIKE ${containsPattern(query.search)}`]),
      ...(query.scope === undefined ? [] : [Prisma.sql`r.scope = ${query.scope}`]),
      ...(query.isEnabled === undefined ? [] : [Prisma.sql`r.is_enabled = ${query.isEnabled}`]),
      ...(standing === null ? [] : [standing.where]),
    ],
    " AND ",
  );
  const from = Prisma.sql`${FROM} ${standing?.joins ?? Prisma.empty}`;
  const { field, descending } = sortOf(query.sort);
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [counted] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::integer AS total FROM (SELECT FROM ${standing === null ? Prisma.sql`rules r` : from} WHERE ${where} LIMIT ${COUNT_CAP + 1}) counted`;
  const rows = await db.$queryRaw<StoredRow[]>`
    SELECT ${columns(scope)} FROM ${from} WHERE ${where} ORDER BY ${SORT_COLUMNS[field]} ${direction}, r.id ${direction}
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  return toPage(rows.map(described), query, cappedTotal(counted?.total ?? 0));
}

type VersionRow = z.input<typeof RuleVersion>;

const versionColumns = (
  scope: TenantScope,
): Prisma.Sql => Prisma.sql`v.name, v.description, v.condition, v.action, v.entity, v.mode, v.version, v.max_impact AS "maxImpact",
  v.created_on AS "createdOn", ${visibleUser(Prisma.sql`v.created_by_id`, scope)} AS "createdBy", v.restored_from AS "restoredFrom"`;
const versionRow = (row: Omit<VersionRow, "reading">): VersionRow => ({
  ...row,
  reading: readingFor(row.condition, row.action),
});

/** The saved states of a rule, the latest first. */
export async function listVersions(
  db: Db,
  rule: RuleRow,
  request: PageRequest,
  scope: TenantScope,
): Promise<Page<VersionRow>> {
  const rows = await db.$queryRaw<Omit<VersionRow, "reading">[]>`
    SELECT ${versionColumns(scope)} FROM rule_versions v WHERE v.rule_id = ${rule.ruleId}::uuid ORDER BY v.version DESC
    LIMIT ${request.pageSize} OFFSET ${(request.page - 1) * request.pageSize}`;
  return toPage(rows.map(versionRow), request, { totalItems: rule.version });
}

/** One saved state; null when there is none. */
export async function findVersion(db: Db, ruleId: string, version: number): Promise<VersionRow | null> {
  const [row] = await db.$queryRaw<Omit<VersionRow, "reading">[]>`
    SELECT ${versionColumns("global")} FROM rule_versions v WHERE v.rule_id = ${ruleId}::uuid AND v.version = ${version}`;
  return row ? versionRow(row) : null;
}
