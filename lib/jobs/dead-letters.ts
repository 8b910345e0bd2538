import type { z } from "zod";
import { resolveAlert } from "../alerts/index.ts";
import { cappedTotal, containsPattern, type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import { signal } from "../db/signals.ts";
import type { TenantScope } from "../operation/operation.ts";
import { failureAlertKey } from "./bury.ts";
import { requeued } from "./outbox.ts";
import { inScope, whereAll } from "./queries.ts";
import type { DeadLetter, ListDeadLettersQuery, RetryManyInput } from "./schema.ts";

type Row = z.input<typeof DeadLetter>;

const COLUMNS = Prisma.sql`d.id AS "deadLetterId", d.job_id AS "jobId", d.kind, d.entity_type AS "entityType", d.entity_id AS "entityId",
  d.tenant_id AS "tenantId", d.rule_id AS "ruleId", d.attempts, d.last_error AS "lastError", d.failed_on AS "failedOn", d.status,
  d.resolved_on AS "resolvedOn", d.reason`;

function conditionsOf(given: Partial<ListDeadLettersQuery> | RetryManyInput, scope: TenantScope): Prisma.Sql[] {
  const { kind, ruleId, tenantId, error, dateFrom, dateTo } = given;
  return [
    ...inScope("d", scope),
    ...(kind === undefined ? [] : [Prisma.sql`d.kind = ${kind}`]),
    ...(ruleId === undefined ? [] : [Prisma.sql`d.rule_id = ${ruleId}::uuid`]),
    ...(tenantId === undefined ? [] : [Prisma.sql`d.tenant_id = ${tenantId}::uuid`]),
    ...(error === undefined ? [] : [Prisma.sql`lower(d.last_error) LIKE ${containsPattern(error)}`]),
    ...(dateFrom === undefined ? [] : [Prisma.sql`d.failed_on >= ${dateFrom}`]),
    ...(dateTo === undefined ? [] : [Prisma.sql`d.failed_on < ${dateTo}`]),
  ];
}

/** One page of the dead letters in scope. */
export async function listDeadLetters(db: Db, query: ListDeadLettersQuery, scope: TenantScope): Promise<Page<Row>> {
  const { page, pageSize, sort, status } = query;
  const where = whereAll([
    ...conditionsOf(query, scope),
    ...(status === undefined ? [] : [Prisma.sql`d.status = ${status}`]),
  ]);
  const direction = sort.startsWith("-") ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [items, [counted]] = await Promise.all([
    db.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM dead_letters d ${where} ORDER BY d.failed_on ${direction}, d.id ${direction}
      LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    db.$queryRaw<{ total: number }[]>(cappedCount(Prisma.sql`dead_letters d ${where}`)),
  ]);
  return toPage(items, query, cappedTotal(counted?.total ?? 0));
}

/** One dead letter; null when there is none in scope. */
export async function findDeadLetter(db: Db, id: string, scope: TenantScope): Promise<Row | null> {
  const where = whereAll([Prisma.sql`d.id = ${id}::uuid`, ...inScope("d", scope)]);
  const [row] = await db.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM dead_letters d ${where}`;
  return row ?? null;
}

/** Has the job of an open dead letter run anew; false when it is not open (any more). */
export async function retryOne(tx: Db, { deadLetterId, kind, tenantId }: Row): Promise<boolean> {
  const retried = await retry(tx, Prisma.sql`d.id = ${deadLetterId}::uuid`);
  await settleAlerts(tx, retried > 0 ? [{ kind, tenantId }] : []);
  return retried > 0;
}

/** Has the jobs of all open dead letters run anew that match; returns how many. */
export async function retryMany(tx: Db, filter: RetryManyInput, scope: TenantScope): Promise<number> {
  const matching = Prisma.join(conditionsOf(filter, scope), " AND ");
  const queues = await tx.$queryRaw<{ kind: string; tenantId: string | null }[]>`
    SELECT DISTINCT d.kind, d.tenant_id AS "tenantId" FROM dead_letters d WHERE d.status = 'open' AND ${matching}`;
  const retried = await retry(tx, matching);
  await settleAlerts(tx, queues);
  return retried;
}

/** In one statement, entries locked in order: of two who retry the same at once, one does. */
async function retry(tx: Db, matching: Prisma.Sql): Promise<number> {
  const [row] = await tx.$queryRaw<{ retried: number }[]>`
    WITH chosen AS MATERIALIZED (
      SELECT d.id, d.job_id FROM dead_letters d WHERE d.status = 'open' AND ${matching} ORDER BY d.id FOR UPDATE),
    marked AS (
      UPDATE dead_letters d SET status = 'retried', resolved_on = now(), reason = NULL
      FROM chosen c WHERE d.id = c.id RETURNING d.id),
    requeued AS (${requeued(Prisma.sql`j.id IN (SELECT job_id FROM chosen)`)})
    SELECT count(*)::int AS retried FROM marked`;
  if (row?.retried) {
    await signal(tx, { kind: "jobs" });
  }
  return row?.retried ?? 0;
}

/** Gives an open dead letter up; false when it is not open (any more). */
export async function discard(tx: Db, { deadLetterId, kind, tenantId }: Row, reason: string): Promise<boolean> {
  const discarded = await tx.$executeRaw`
    UPDATE dead_letters SET status = 'discarded', resolved_on = now(), reason = ${reason}
    WHERE id = ${deadLetterId}::uuid AND status = 'open'`;
  await settleAlerts(tx, discarded > 0 ? [{ kind, tenantId }] : []);
  return discarded > 0;
}

/** The alert is over with the last open entry that it stood for; a retry that fails raises another. */
async function settleAlerts(tx: Db, queues: readonly Pick<Row, "kind" | "tenantId">[]): Promise<void> {
  for (const { kind, tenantId } of queues) {
    const open = await tx.deadLetter.findFirst({
      where: { kind, tenantId: tenantId ?? null, status: "open" },
      select: { id: true },
    });
    if (!open) {
      await resolveAlert(tx, failureAlertKey(kind, tenantId));
    }
  }
}
