import { BATCH, type MaintenanceTask } from "../jobs/index.ts";

/** The end of deliveries whose job is over without them: cancelled, or pruned while its tenant was suspended. */
const settleLost: MaintenanceTask = {
  name: "webhook-deliveries-lost",
  batch: (tx) => tx.$executeRaw`
    UPDATE webhook_deliveries SET status = 'cancelled', finished_on = now(), error = coalesce(error, 'Not sent: its job was given up')
    WHERE id = ANY(ARRAY(
      SELECT d.id FROM webhook_deliveries d WHERE d.status = 'queued' AND d.created_on < now() - interval '10 minutes'
        AND NOT EXISTS (SELECT FROM jobs j WHERE j.dedupe_key = 'webhook:' || d.id AND j.status IN ('queued', 'running', 'held'))
      LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
};

/** Deliveries are kept for 30 days after their end. */
const pruneFinished: MaintenanceTask = {
  name: "webhook-deliveries",
  cron: "47 * * * *",
  batch: (tx) => tx.$executeRaw`
    DELETE FROM webhook_deliveries WHERE id = ANY(ARRAY(
      SELECT id FROM webhook_deliveries WHERE finished_on < now() - interval '30 days' LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
};

/** Secrets that no longer sign are forgotten. */
const forgetSecrets: MaintenanceTask = {
  name: "webhook-secrets",
  cron: "*/10 * * * *",
  batch: (tx) => tx.$executeRaw`
    UPDATE webhooks SET previous_secret = NULL, previous_secret_ends_on = NULL WHERE id = ANY(ARRAY(
      SELECT id FROM webhooks WHERE previous_secret_ends_on < now() LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`,
};

/** What webhooks leave behind. */
export const WEBHOOK_UPKEEP: readonly MaintenanceTask[] = [settleLost, pruneFinished, forgetSecrets];
