import { v7 as uuidv7 } from "uuid";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import type { Caller } from "../../operation/operation.ts";
import type { RuleAction, RuleEntity } from "../catalogue.ts";
import type { EXECUTION_STATUSES } from "../schema.ts";

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];
export type Trigger = "manual" | "schedule" | "event";

/** A run with the version of the rule that it is pinned to. */
export interface ExecutionRow {
  readonly executionId: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly ruleName: string;
  readonly tenantId: string | null;
  readonly condition: string;
  readonly action: RuleAction;
  readonly entity: RuleEntity;
  readonly mode: "enforce" | "observe";
  readonly maxImpact: number | null;
  readonly trigger: Trigger;
  readonly status: ExecutionStatus;
  readonly startedById: string | null;
  readonly approvedById: string | null;
}

const COLUMNS = Prisma.sql`x.id AS "executionId", x.rule_id AS "ruleId", x.rule_version AS "ruleVersion", v.name AS "ruleName",
  r.tenant_id AS "tenantId", v.condition, v.action, v.entity, v.mode, v.max_impact AS "maxImpact", x.trigger, x.status,
  x.started_by_id AS "startedById", x.approved_by_id AS "approvedById"`;
const FROM = Prisma.sql`rule_executions x JOIN rules r ON r.id = x.rule_id
  JOIN rule_versions v ON v.rule_id = x.rule_id AND v.version = x.rule_version`;

/** The run; null when there is none. */
export async function findExecution(db: Db, executionId: string): Promise<ExecutionRow | null> {
  const [row] = await db.$queryRaw<ExecutionRow[]>`SELECT ${COLUMNS} FROM ${FROM} WHERE x.id = ${executionId}::uuid`;
  return row ?? null;
}

/** The run, locked until the transaction ends. */
export async function lockExecution(tx: Db, executionId: string): Promise<ExecutionRow | null> {
  await tx.$queryRaw`SELECT FROM rule_executions WHERE id = ${executionId}::uuid FOR UPDATE`;
  return findExecution(tx, executionId);
}

export interface NewExecution {
  readonly ruleId: string;
  readonly version: number;
  readonly trigger: Trigger;
  readonly startedById: string | null;
}

/** Writes down a run of the version. Returns its id. */
export async function insertExecution(
  tx: Db,
  { ruleId, version, trigger, startedById }: NewExecution,
  now: Date,
): Promise<string> {
  const id = uuidv7({ msecs: now.getTime() });
  await tx.ruleExecution.create({
    data: { id, ruleId, ruleVersion: version, trigger, startedById, createdOn: now },
    select: { id: true },
  });
  return id;
}

/** The rule as the actor of what it does: its id, and its version in place of a role. The requests of one run share its id. */
export const ruleCaller = ({ executionId, ruleId, ruleVersion }: ExecutionRow): Caller => ({
  actor: {
    id: ruleId,
    isSystem: true,
    role: `rule v${ruleVersion}`,
    permissions: new Set(["*"]),
    tenantScope: "global",
    sessionId: null,
  },
  request: { requestId: executionId, ipAddress: null, clientAddress: "rule", userAgent: null },
});

/** Writes down how far the run is, from its effects; with `isOver`, how it ended. Nothing is changed once it has ended. */
export async function recount(tx: Db, executionId: string, now: Date, isOver: boolean): Promise<void> {
  const ended = Prisma.sql`, finished_on = ${now}, status = CASE WHEN c.failed = 0 THEN 'succeeded' WHEN c.done > 0 THEN 'partially_failed' ELSE 'failed' END`;
  await tx.$executeRaw`
    UPDATE rule_executions x SET done = c.done, failed = c.failed ${isOver ? ended : Prisma.empty}
    FROM (SELECT count(*) FILTER (WHERE status IN ('applied', 'observed'))::integer AS done,
        count(*) FILTER (WHERE status = 'failed')::integer AS failed FROM rule_effects WHERE execution_id = ${executionId}::uuid) c
    WHERE x.id = ${executionId}::uuid AND x.status = 'running'`;
}

/** Leaves the effects that are not done yet undone for good. Returns how many. */
export const settlePending = (
  tx: Db,
  executionId: string,
  status: "skipped" | "failed",
  error: string,
): Promise<number> =>
  tx.$executeRaw`
    UPDATE rule_effects SET status = ${status}, error = ${error.slice(0, 500)} WHERE execution_id = ${executionId}::uuid AND status = 'pending'`;
