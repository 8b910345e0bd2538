import type { Db } from "../db/client.ts";
import { ESP_STREAM_LOCK } from "../facts/stream.ts";
import { type DeliveryEvent, isPlausible, type Provider } from "./delivery-event.ts";

/** What became of the events of one call. */
export interface Taken {
  /** Stored now. */
  readonly accepted: number;
  /** Of these, those of no tenant that is known. */
  readonly unattributed: number;
  /** Known already. */
  readonly duplicates: number;
  /** Saying nothing of a delivery, or of a time that cannot be. */
  readonly ignored: number;
}

/** So many locks stand for all keys: two calls with the same event take turns, and a batch holds no more than these. */
const LOCKS = 128;
const KEY_LOCK = 7_310_002;

/**
 * Stores what is new of the events, in the caller's transaction. The same event under another time is a duplicate too: the provider
 * repeats an event, it does not move it.
 */
export async function storeDeliveries(
  tx: Db,
  provider: Provider,
  given: readonly (DeliveryEvent | null)[],
  now: Date,
): Promise<Taken> {
  const byKey = new Map<string, DeliveryEvent>();
  let ignored = 0;
  for (const event of given) {
    if (event === null || !isPlausible(event.occurredAt, now)) {
      ignored += 1;
    } else if (!byKey.has(event.eventKey)) {
      byKey.set(event.eventKey, event);
    }
  }
  const events = [...byKey.values()];
  if (events.length === 0) {
    return { accepted: 0, unattributed: 0, duplicates: 0, ignored };
  }
  await lockKeys(tx, events);
  const stored = await insertNew(tx, provider, events, now);
  return {
    accepted: stored.length,
    unattributed: stored.filter(({ attributed }) => !attributed).length,
    duplicates: given.length - ignored - stored.length,
    ignored,
  };
}

/** First the stream, shared with all that take in and against the aggregation; then the keys, in order, so that nobody deadlocks. */
async function lockKeys(tx: Db, events: readonly DeliveryEvent[]): Promise<void> {
  const buckets = [...new Set(events.map(({ eventKey }) => Number.parseInt(eventKey.slice(0, 4), 16) % LOCKS))];
  buckets.sort((a, b) => a - b);
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${ESP_STREAM_LOCK}::bigint)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${KEY_LOCK}::integer, bucket) FROM unnest(${buckets}::integer[]) AS bucket`;
}

/** The search for each key stays a search for each key: as a join, the planner may read every event there is. */
const insertNew = (
  tx: Db,
  provider: Provider,
  events: readonly DeliveryEvent[],
  now: Date,
): Promise<{ attributed: boolean }[]> => tx.$queryRaw`
  INSERT INTO esp_events (provider, event_key, occurred_at, kind, detail, tenant_id, sending_ip, received_at)
  SELECT ${provider}, g."eventKey", g."occurredAt", g.kind, g.detail, t.id, g."sendingIp", ${now}::timestamptz
  FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
    AS g("eventKey" uuid, "occurredAt" timestamptz, kind varchar, detail varchar, "tenantId" uuid, "sendingIp" varchar)
  LEFT JOIN tenants t ON t.id = g."tenantId"
  WHERE NOT EXISTS (SELECT 1 FROM esp_events e WHERE e.provider = ${provider} AND e.event_key = g."eventKey" OFFSET 0)
  ON CONFLICT DO NOTHING RETURNING tenant_id IS NOT NULL AS attributed`;
