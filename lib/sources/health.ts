import type { Db } from "../db/client.ts";

/** Ids of decisions §8. */
export const SOURCES = [
  "esp_events",
  "esp_billing",
  "subscriptions",
  "infrastructure",
  "backbone_health",
  "business_events",
  "queue_events",
  "market",
] as const;
export type SourceId = (typeof SOURCES)[number];

/** A source that is pushed has been heard of. At most one write in fifteen seconds, so that its callers do not wait for one row. */
export async function touchHealth(tx: Db, source: SourceId, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE source_health SET state = 'healthy', last_attempt_at = ${now}::timestamptz, last_success_at = ${now}::timestamptz,
      failures = 0, error_class = NULL, error = NULL, updated_at = ${now}::timestamptz
    WHERE source = ${source} AND (last_success_at IS NULL OR last_success_at < ${now}::timestamptz - interval '15 seconds')`;
}
