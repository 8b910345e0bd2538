import { z } from "zod";
import { recordAudit } from "../../audit/record.ts";
import { clock } from "../../core/clock.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { read, transaction } from "../../db/transaction.ts";
import { type Job, type JobContext, job } from "../../jobs/index.ts";
import { log } from "../../observability/log.ts";
import { holds } from "../condition/evaluate.ts";
import { factsOf } from "../planning/plan.ts";
import { beginExecution, pinned } from "./begin.ts";
import { enqueueRun, runExecution } from "./job.ts";
import { LOGIN_FAILED } from "./login-trigger.ts";
import { type ExecutionRow, findExecution, insertExecution, ruleCaller, type Trigger } from "./record.ts";

type EnabledRule = Pick<ExecutionRow, "ruleId" | "ruleVersion" | "tenantId" | "condition" | "action" | "entity">;

const enabledRules = (db: Db, which: Prisma.Sql): Promise<EnabledRule[]> => db.$queryRaw<EnabledRule[]>`
  SELECT r.id AS "ruleId", r.version AS "ruleVersion", r.tenant_id AS "tenantId", v.condition, v.action, v.entity
  FROM rules r JOIN rule_versions v ON v.rule_id = r.id AND v.version = r.version
  WHERE r.is_enabled AND r.archived_on IS NULL AND ${which} ORDER BY r.id`;

/** Nobody is hit: the run that was begun is to leave no trace. */
class NobodyHitError extends Error {}

/** Begins a run of an enabled rule where somebody is hit. Returns it; null where nobody is, or the rule has changed meanwhile. */
async function begin(
  { ruleId, ruleVersion }: EnabledRule,
  trigger: Trigger,
  within?: readonly string[],
): Promise<string | null> {
  try {
    return await transaction(async (tx) => {
      const now = clock.now();
      // One at a time for each rule, so that a run that waits for its approval is not followed by another each minute.
      const [rule] = await tx.$queryRaw<object[]>`
        SELECT id FROM rules r WHERE id = ${ruleId}::uuid AND is_enabled AND version = ${ruleVersion} AND archived_on IS NULL
          AND (${within !== undefined} OR NOT EXISTS (SELECT 1 FROM rule_executions x WHERE x.rule_id = r.id AND x.trigger <> 'manual'
            AND x.status IN ('queued', 'running', 'awaiting_approval'))) FOR UPDATE`;
      if (!rule) {
        throw new NobodyHitError();
      }
      const executionId = await insertExecution(tx, { ruleId, version: ruleVersion, trigger, startedById: null }, now);
      const run = await findExecution(tx, executionId);
      if (!run || (await beginExecution(tx, run, now, within)) === 0) {
        throw new NobodyHitError();
      }
      const draft = {
        action: "RULE_EXECUTED" as const,
        entityType: "rule" as const,
        entityId: ruleId,
        tenantId: run.tenantId,
      };
      await recordAudit(tx, ruleCaller(run), { ...draft, after: { executionId, ruleVersion, trigger } }, now);
      await enqueueRun(tx, run, 1);
      return executionId;
    });
  } catch (thrown) {
    if (thrown instanceof NobodyHitError) {
      return null;
    }
    throw thrown;
  }
}

/** Runs every enabled rule once a minute (decisions §6). One rule that fails does not keep the others; the job is tried again for it. */
export const scheduleRules: Job = job({
  kind: "rules.schedule",
  payload: z.strictObject({}),
  halts: "never",
  cron: "* * * * *",
  concurrency: { limit: 1 },
  async run(_payload, { checkpoint }) {
    const failed: string[] = [];
    for (const rule of await read((db) => enabledRules(db, Prisma.sql`true`))) {
      await checkpoint();
      try {
        await begin(rule, "schedule");
      } catch (thrown) {
        log.warn({ err: thrown, ruleId: rule.ruleId }, "rule could not be planned");
        failed.push(rule.ruleId);
      }
    }
    if (failed.length > 0) {
      throw new Error(`${failed.length} rules could not be planned: ${failed.slice(0, 5).join(", ")}`);
    }
  },
});

/** Runs the rules that read failed sign-ins, at once, for the user who failed and their tenants: evaluated in memory, planned on a hit. */
export const loginFailed: Job<typeof LOGIN_FAILED.payload> = job({
  ...LOGIN_FAILED,
  halts: "never",
  async run({ userId }, context) {
    const rules = await read((db) => enabledRules(db, Prisma.sql`v.condition ~ '(failed_logins|distinct_login_ips)_'`));
    const tenants = rules.some(({ entity }) => entity === "tenant") ? await read((db) => tenantsOf(db, userId)) : [];
    for (const rule of rules) {
      await runForEvent(rule, rule.entity === "user" ? [userId] : tenants, context);
    }
  },
});

async function tenantsOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db.userTenant.findMany({ where: { userId }, select: { tenantId: true } });
  return rows.map(({ tenantId }) => tenantId);
}

async function runForEvent(rule: EnabledRule, ids: readonly string[], context: JobContext): Promise<void> {
  const now = clock.now();
  const planned = pinned(rule, now);
  const rows = ids.length === 0 ? [] : await read((db) => factsOf(db, planned, now, ids));
  const hit = rows.filter(({ facts }) => holds(planned.condition.tree, facts)).map(({ entityId }) => entityId);
  const executionId = hit.length === 0 ? null : await begin(rule, "event", [...new Set(hit)]);
  if (executionId !== null) {
    await runExecution(executionId, 1, context);
  }
}
