import type { z } from "zod";
import { cappedTotal, type Page, toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { cappedCount } from "../db/counts.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { Job, JobDetail, ListJobsQuery, Queues } from "./schema.ts";

type Row = z.input<typeof Job>;

const TRIES_MAX = 500;

const COLUMNS = Prisma.sql`j.id AS "jobId", j.kind, j.status, j.tenant_id AS "tenantId", j.entity_type AS "entityType",
  j.entity_id AS "entityId", j.rule_id AS "ruleId", j.attempts, j.last_error AS "lastError", j.run_at AS "runAt",
  j.created_on AS "createdOn", j.started_on AS "startedOn", j.finished_on AS "finishedOn"`;

/** Work for no tenant is the platform's: only those see it who see every tenant. */
export const inScope = (alias: "j" | "d", scope: TenantScope): Prisma.Sql[] =>
  scope === "global" ? [] : [Prisma.sql`${Prisma.raw(alias)}.tenant_id = ANY(${[...scope]}::uuid[])`];

export const whereAll = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...conditions], " AND ")}`;

/** One page of the jobs in scope. Ids grow with time, so that every filter's index has them in order. */
export async function listJobs(db: Db, query: ListJobsQuery, scope: TenantScope): Promise<Page<Row>> {
  const { page, pageSize, sort, status, kind, tenantId } = query;
  const where = whereAll([
    ...inScope("j", scope),
    ...(status === undefined ? [] : [Prisma.sql`j.status = ${status}`]),
    ...(kind === undefined ? [] : [Prisma.sql`j.kind = ${kind}`]),
    ...(tenantId === undefined ? [] : [Prisma.sql`j.tenant_id = ${tenantId}::uuid`]),
  ]);
  const direction = sort.startsWith("-") ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const [items, [counted]] = await Promise.all([
    db.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM jobs j ${where} ORDER BY j.id ${direction} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    db.$queryRaw<{ total: number }[]>(cappedCount(Prisma.sql`jobs j ${where}`)),
  ]);
  return toPage(items, query, cappedTotal(counted?.total ?? 0));
}

/** One job with its attempts; null when there is none in scope. */
export async function findJob(db: Db, jobId: string, scope: TenantScope): Promise<z.input<typeof JobDetail> | null> {
  const conditions = [Prisma.sql`j.id = ${jobId}::uuid`, ...inScope("j", scope)];
  const [job] = await db.$queryRaw<(Row & { deadLetterId: string | null })[]>`
    SELECT ${COLUMNS}, d.id AS "deadLetterId" FROM jobs j LEFT JOIN dead_letters d ON d.job_id = j.id ${whereAll(conditions)}`;
  if (!job) {
    return null;
  }
  const latest = await db.jobAttempt.findMany({
    where: { jobId },
    orderBy: { id: "desc" },
    take: TRIES_MAX,
    omit: { id: true, jobId: true },
  });
  return { ...job, tries: latest.toReversed() as z.input<typeof JobDetail>["tries"] };
}

/** What waits and runs, by kind, with how long the oldest has waited. Reads what is open, not what is over. */
export async function readQueues(db: Db, scope: TenantScope): Promise<z.input<typeof Queues>["queues"]> {
  const open = [Prisma.sql`j.status IN ('queued', 'running', 'held')`, ...inScope("j", scope)];
  const dead = [Prisma.sql`d.status = 'open'`, ...inScope("d", scope)];
  return await db.$queryRaw<z.input<typeof Queues>["queues"]>`
    WITH open AS (
      SELECT j.kind, count(*) FILTER (WHERE j.status = 'queued' AND j.run_at <= now())::int AS queued,
        count(*) FILTER (WHERE j.status = 'queued' AND j.run_at > now())::int AS scheduled,
        count(*) FILTER (WHERE j.status = 'running')::int AS running, count(*) FILTER (WHERE j.status = 'held')::int AS held,
        min(j.run_at) FILTER (WHERE j.status = 'queued' AND j.run_at <= now()) AS oldest
      FROM jobs j ${whereAll(open)} GROUP BY j.kind),
    dead AS (SELECT d.kind, count(*)::int AS dead FROM dead_letters d ${whereAll(dead)} GROUP BY d.kind)
    SELECT kind, coalesce(queued, 0) AS queued, coalesce(scheduled, 0) AS scheduled, coalesce(running, 0) AS running,
      coalesce(held, 0) AS held, coalesce(dead, 0) AS "deadLetters", oldest AS "oldestOn",
      round(extract(epoch FROM now() - oldest)::numeric, 1)::float8 AS "ageSeconds"
    FROM open FULL JOIN dead USING (kind) ORDER BY kind`;
}
