import { v7 as uuidv7 } from "uuid";
import { raiseAlert } from "../alerts/index.ts";
import type { EntityType } from "../audit/actions.ts";
import { recordAudit } from "../audit/record.ts";
import { systemCaller } from "../auth/system-caller.ts";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { log } from "../observability/log.ts";
import { metrics } from "../observability/metrics.ts";
import { describeFailure } from "./failure.ts";
import type { Job } from "./job.ts";

/** A run that has failed for good. */
interface FailedRun {
  readonly jobId: string;
  readonly runId: string;
  readonly error: string;
}

interface FailedJob {
  readonly id: string;
  readonly payload: unknown;
  readonly entityType: EntityType | null;
  readonly entityId: string | null;
  readonly tenantId: string | null;
  readonly ruleId: string | null;
  readonly attempts: number;
  readonly lastError: string;
}

/** The alert that open dead letters of a kind and tenant share. */
export const failureAlertKey = (kind: string, tenantId: string | null): string =>
  `job_failed:${kind}:${tenantId ?? "-"}`;

/**
 * Makes the job of a failed run a dead letter, raises an alert and puts it on record, all in one commit (SRS §10.5, §13). An entry
 * whose retry has failed comes back open. Does nothing when the job is over or has been requeued since.
 */
export async function bury(declared: Job, { jobId, runId, error }: FailedRun): Promise<void> {
  const buried = await transaction(async (tx) => {
    const [failed] = await tx.$queryRaw<FailedJob[]>`
      UPDATE jobs SET status = 'failed', finished_on = now(), published_on = coalesce(published_on, now()),
        attempts = greatest(attempts, 1), last_error = coalesce(last_error, ${describeFailure(error)})
      WHERE id = ${jobId}::uuid AND (run_id IS NULL OR run_id = ${runId}) AND status NOT IN ('succeeded', 'failed', 'cancelled')
      RETURNING id, payload, entity_type AS "entityType", entity_id AS "entityId", tenant_id AS "tenantId", rule_id AS "ruleId",
        attempts, last_error AS "lastError"`;
    if (failed) {
      await enter(tx, declared, failed);
      const payload = declared.payload.safeParse(failed.payload);
      if (payload.success) {
        await declared.onFailure?.(tx, payload.data, { jobId, error: failed.lastError });
      }
    }
    return failed;
  });
  if (buried) {
    const { attempts, tenantId, lastError } = buried;
    metrics.jobs.inc({ kind: declared.kind, outcome: "buried" });
    log.error({ jobId, kind: declared.kind, attempts, tenantId, error: lastError }, "job failed for good");
  }
}

async function enter(tx: Db, { kind, cron, failurePriority = "high" }: Job, failed: FailedJob): Promise<void> {
  const { id: jobId, tenantId, attempts, lastError, entityType, entityId, ruleId } = failed;
  if (cron !== undefined) {
    // The next tick does the same again: one entry says that it fails, not one a tick.
    await tx.$executeRaw`
      UPDATE dead_letters SET status = 'discarded', resolved_on = now(), reason = 'A later run of the schedule failed as well'
      WHERE kind = ${kind} AND status = 'open' AND job_id <> ${jobId}::uuid`;
  }
  await tx.$executeRaw`
    INSERT INTO dead_letters (id, job_id, kind, entity_type, entity_id, tenant_id, rule_id, attempts, last_error)
    VALUES (${uuidv7()}::uuid, ${jobId}::uuid, ${kind}, ${entityType}, ${entityId}, ${tenantId}::uuid, ${ruleId}::uuid, ${attempts}::int, ${lastError})
    ON CONFLICT (job_id) DO UPDATE SET status = 'open', attempts = excluded.attempts, last_error = excluded.last_error,
      failed_on = now(), resolved_on = NULL, reason = NULL`;
  await raiseAlert(tx, {
    type: "job_failed",
    priority: failurePriority,
    title: `Background work failed: ${kind}`,
    summary: `Given up after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}: ${lastError}`,
    tenantId,
    entityType: "job",
    entityId: jobId,
    dedupeKey: failureAlertKey(kind, tenantId),
  });
  const draft = {
    action: "DEAD_LETTER_CREATED",
    entityType: "job",
    entityId: jobId,
    outcome: "failure",
    tenantId,
    after: { kind, entityType, entityId, attempts, lastError },
  } as const;
  await recordAudit(tx, systemCaller(), draft, clock.now());
}
