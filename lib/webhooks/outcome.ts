import { recordAudit } from "../audit/record.ts";
import { systemCaller } from "../auth/system-caller.ts";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read, transaction } from "../db/transaction.ts";
import type { Attempt } from "./post.ts";

/** A webhook that has failed for so many deliveries in a row, each with all its retries, is disabled. */
const FAILURES_MAX = 20;

interface Sent {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly tenantId: string;
}

/** An attempt that failed; whether another follows is for the job to decide. */
export const recordTry = ({ deliveryId }: Sent, attempt: Attempt): Promise<void> =>
  read((db) => write(db, deliveryId, attempt, "queued"));

/** The event has arrived; what failed before no longer counts. */
export const recordSuccess = ({ deliveryId, webhookId }: Sent, attempt: Attempt): Promise<void> =>
  transaction(async (tx) => {
    await tx.$executeRaw`UPDATE webhooks SET failures_in_row = 0 WHERE id = ${webhookId}::uuid AND failures_in_row > 0`;
    await write(tx, deliveryId, attempt, "succeeded");
  });

/** The receiver wants nothing more: the webhook is disabled. */
export const recordGone = (sent: Sent, attempt: Attempt): Promise<void> =>
  transaction(async (tx) => {
    await countFailure(tx, sent.webhookId);
    await write(tx, sent.deliveryId, attempt, "failed");
    await disable(tx, sent, "gone");
  });

/** The last attempt has failed, or died with its process. The webhook is disabled when that has happened too often in a row. */
export async function giveUp(tx: Db, deliveryId: string): Promise<void> {
  const [sent] = await tx.$queryRaw<Sent[]>`
    SELECT d.id AS "deliveryId", w.id AS "webhookId", w.tenant_id AS "tenantId" FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
    WHERE d.id = ${deliveryId}::uuid AND d.status = 'queued' FOR UPDATE OF w`;
  if (!sent) {
    return;
  }
  const failures = await countFailure(tx, sent.webhookId);
  await tx.$executeRaw`
    UPDATE webhook_deliveries SET status = 'failed', finished_on = ${clock.now().toISOString()}::timestamptz,
      error = coalesce(error, 'The process that sent it stopped answering') WHERE id = ${deliveryId}::uuid AND status = 'queued'`;
  if (failures >= FAILURES_MAX) {
    await disable(tx, sent, "failures");
  }
}

/** Counts a delivery that failed for good; returns how many did so in a row. The webhook is locked before its deliveries, as everywhere. */
async function countFailure(tx: Db, webhookId: string): Promise<number> {
  const [webhook] = await tx.$queryRaw<{ failures: number }[]>`
    UPDATE webhooks SET failures_in_row = failures_in_row + 1 WHERE id = ${webhookId}::uuid RETURNING failures_in_row AS failures`;
  return webhook?.failures ?? 0;
}

/** Gives the delivery up before it is sent; `error` says why. */
export async function cancelDelivery(deliveryId: string, error: string): Promise<void> {
  await read(
    (db) => db.$executeRaw`
    UPDATE webhook_deliveries SET status = 'cancelled', error = ${error}, finished_on = ${clock.now().toISOString()}::timestamptz
    WHERE id = ${deliveryId}::uuid AND status IN ('queued', 'failed')`,
  );
}

async function write(db: Db, deliveryId: string, attempt: Attempt, status: string): Promise<void> {
  const { statusCode, durationMs, error } = attempt;
  const at = Prisma.sql`${clock.now().toISOString()}::timestamptz`;
  const finishedOn = status === "queued" ? Prisma.sql`NULL` : at;
  await db.$executeRaw`
    UPDATE webhook_deliveries SET status = ${status}, attempts = attempts + 1, status_code = ${statusCode}, duration_ms = ${durationMs},
      error = ${error}, tried_on = ${at}, finished_on = ${finishedOn}
    WHERE id = ${deliveryId}::uuid AND status IN ('queued', 'failed')`;
}

/** One that waits for its tenant's return stays disabled after it as well. */
async function disable(tx: Db, { webhookId, tenantId }: Sent, because: "gone" | "failures"): Promise<void> {
  const now = clock.now();
  const [disabled] = await tx.$queryRaw<{ failures: number }[]>`
    UPDATE webhooks SET is_enabled = false, disabled_because = ${because}, version = version + 1, updated_on = ${now.toISOString()}::timestamptz
    WHERE id = ${webhookId}::uuid AND (is_enabled OR disabled_because = 'tenant') RETURNING failures_in_row AS failures`;
  if (disabled) {
    await recordAudit(
      tx,
      systemCaller(),
      {
        action: "WEBHOOK_DISABLED",
        entityType: "webhook",
        entityId: webhookId,
        tenantId,
        before: { isEnabled: true },
        after: { isEnabled: false, disabledReason: because, failuresInRow: disabled.failures },
      },
      now,
    );
  }
}
