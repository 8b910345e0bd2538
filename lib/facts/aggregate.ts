import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { transaction } from "../db/transaction.ts";
import { touchHealth } from "../sources/health.ts";
import { ESP_STREAM_LOCK } from "./stream.ts";
import { addToFacts, hourlySums } from "./sums.ts";

/** Numbers of the sequence that one transaction takes up: what bounds its time and memory. */
export const BATCH = 200_000;

export interface Progress {
  /** Raw events that were added to the facts. */
  readonly events: number;
  readonly batches: number;
}

/**
 * Adds the raw events that came since the last time to the facts. What it costs depends on how many came, not on how many there are.
 * Facts and watermark move in one commit, so that a killed run leaves nothing half-counted; an event is counted on the day that it
 * occurred on, however late it came. `checkpoint` is awaited between batches and may throw.
 */
export async function aggregateDeliveries(
  checkpoint: () => Promise<void> = async () => undefined,
  batch = BATCH,
): Promise<Progress> {
  const end = await transaction(settledEnd);
  let events = 0;
  for (let batches = 1; ; batches += 1) {
    const step = await transaction((tx) => advance(tx, end, batch));
    events += step.events;
    if (step.isDone) {
      return { events, batches };
    }
    await checkpoint();
  }
}

/** The last number of the sequence, at a moment when none before it can still appear. Waits for whoever is adding, at most two seconds. */
async function settledEnd(tx: Db): Promise<bigint> {
  await tx.$executeRaw`SET LOCAL lock_timeout = '2s'`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ESP_STREAM_LOCK}::bigint)`;
  const [row] = await tx.$queryRaw<{ end: bigint | null }[]>`SELECT max(sequence) AS end FROM esp_events`;
  return row?.end ?? 0n;
}

async function advance(tx: Db, end: bigint, batch: number): Promise<{ events: number; isDone: boolean }> {
  const now = clock.now();
  const from = await lockWatermark(tx);
  if (from >= end) {
    return { events: 0, isDone: true };
  }
  const next = await nextAfter(tx, from);
  const to = [end, next - 1n + BigInt(batch)].reduce((a, b) => (a < b ? a : b));
  const [row] = await tx.$queryRaw<{ events: bigint }[]>`
    WITH batch AS MATERIALIZED (${hourlySums(Prisma.sql`sequence > ${from}::bigint AND sequence <= ${to}::bigint`)}), ${addToFacts(now)}
    SELECT coalesce(sum(events), 0)::bigint AS events FROM batch`;
  await tx.$executeRaw`
    UPDATE aggregation_watermarks SET sequence = ${to}::bigint, updated_at = ${now}::timestamptz WHERE name = 'esp_events'`;
  await touchHealth(tx, "esp_events", now);
  return { events: Number(row?.events ?? 0), isDone: to >= end };
}

/** Where the aggregation is, held until the commit: one at a time moves it. */
export async function lockWatermark(tx: Db): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ sequence: bigint }[]>`
    SELECT sequence FROM aggregation_watermarks WHERE name = 'esp_events' FOR UPDATE`;
  if (!row) {
    throw new Error("the watermark of esp_events is missing");
  }
  return row.sequence;
}

/** The first number behind the watermark: a long gap of dropped duplicates is stepped over, not walked. */
async function nextAfter(tx: Db, from: bigint): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ next: bigint | null }[]>`
    SELECT min(sequence) AS next FROM esp_events WHERE sequence > ${from}::bigint`;
  return row?.next ?? from + 1n;
}
