import type { z } from "zod";
import { COUNT_CAP, cappedTotal, type Page, type PageRequest, sortOf, toPage } from "../../core/page.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { visibleUser } from "../../db/scope.ts";
import type { TenantScope } from "../../operation/operation.ts";
import type { RuleEntity } from "../catalogue.ts";
import type { ListExecutionsQuery, RuleExecution, RuleExecutionDetail } from "../execution-schema.ts";
import { labelColumn } from "../planning/labels.ts";

type Row = z.input<typeof RuleExecution>;
type OutcomeRow = z.input<typeof RuleExecutionDetail>["outcomes"]["items"][number];

const columns = (
  scope: TenantScope,
): Prisma.Sql => Prisma.sql`x.id AS "executionId", x.rule_id AS "ruleId", v.name AS "ruleName", x.rule_version AS "ruleVersion", v.action,
  v.entity, x.trigger, x.status, x.evaluated_on AS "evaluatedOn", x.evaluated,
  jsonb_build_object('total', x.total, 'done', x.done, 'failed', x.failed) AS progress, x.parked_why AS "parkedWhy",
  x.last_error AS "lastError", ${visibleUser(Prisma.sql`x.started_by_id`, scope)} AS "startedById",
  ${visibleUser(Prisma.sql`x.approved_by_id`, scope)} AS "approvedById", x.created_on AS "createdOn",
  x.finished_on AS "finishedOn"`;
const FROM = Prisma.sql`rule_executions x JOIN rules r ON r.id = x.rule_id
  JOIN rule_versions v ON v.rule_id = x.rule_id AND v.version = x.rule_version`;

/** A run of a global rule counts and names what lies outside any scope: a scoped actor sees the runs of the tenants' own rules. */
const inScope = (scope: TenantScope): Prisma.Sql =>
  scope === "global" ? Prisma.sql`true` : Prisma.sql`r.tenant_id = ANY(${[...scope]}::uuid[])`;

/** One page of runs, of one rule or of all. */
export async function listExecutions(
  db: Db,
  ruleId: string | null,
  query: ListExecutionsQuery,
  scope: TenantScope,
): Promise<Page<Row>> {
  const where = Prisma.join(
    [
      inScope(scope),
      ...(ruleId === null ? [] : [Prisma.sql`x.rule_id = ${ruleId}::uuid`]),
      ...(query.status === undefined ? [] : [Prisma.sql`x.status = ${query.status}`]),
    ],
    " AND ",
  );
  const direction = sortOf(query.sort).descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [counted] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::integer AS total FROM (SELECT FROM ${FROM} WHERE ${where} LIMIT ${COUNT_CAP + 1}) counted`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${columns(scope)} FROM ${FROM} WHERE ${where} ORDER BY x.created_on ${direction}, x.id ${direction}
    LIMIT ${query.pageSize} OFFSET ${(query.page - 1) * query.pageSize}`;
  return toPage(rows, query, cappedTotal(counted?.total ?? 0));
}

/** The run as it is shown; null when there is none in scope. */
export async function shownExecution(db: Db, executionId: string, scope: TenantScope): Promise<Row | null> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT ${columns(scope)} FROM ${FROM} WHERE x.id = ${executionId}::uuid AND ${inScope(scope)}`;
  return row ?? null;
}

/** What became of each entity of a run, by id. */
export async function listOutcomes(
  db: Db,
  executionId: string,
  entity: RuleEntity,
  request: PageRequest & { readonly outcome?: string | undefined },
): Promise<Page<OutcomeRow>> {
  const wanted = request.outcome === undefined ? Prisma.empty : Prisma.sql`AND f.status = ${request.outcome}`;
  const table =
    entity === "user" ? Prisma.sql`users u ON u.id = f.entity_id` : Prisma.sql`tenants t ON t.id = f.entity_id`;
  const [counted] = await db.$queryRaw<{ total: number }[]>`
    SELECT count(*)::integer AS total FROM (
      SELECT FROM rule_effects f WHERE f.execution_id = ${executionId}::uuid ${wanted} LIMIT ${COUNT_CAP + 1}) counted`;
  const rows = await db.$queryRaw<OutcomeRow[]>`
    SELECT ${entity} AS "entityType", f.entity_id AS "entityId", ${labelColumn(entity)} AS label, f.status, f.metrics, f.error,
      f.applied_on AS "appliedOn"
    FROM (SELECT f.* FROM rule_effects f WHERE f.execution_id = ${executionId}::uuid ${wanted}
      ORDER BY f.entity_id LIMIT ${request.pageSize} OFFSET ${(request.page - 1) * request.pageSize}) f
    LEFT JOIN ${table} ORDER BY f.entity_id`;
  return toPage(rows, request, cappedTotal(counted?.total ?? 0));
}
