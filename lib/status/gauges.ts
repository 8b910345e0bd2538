import { Gauge } from "prom-client";
import { singleton } from "../core/singleton.ts";
import { pool } from "../db/client.ts";
import { env } from "../env.ts";
import { metrics } from "../observability/metrics.ts";
import type { Platform } from "./platform.ts";

const registers = [metrics.registry];

const QUEUE_STATES = ["queued", "scheduled", "running", "held", "deadLetters"] as const;
const SOURCE_STATES = ["fresh", "stale", "missing"] as const;

const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
  new Gauge({ name, help, labelNames: [...labelNames], registers });

const gauges = singleton("platformGauges", () => ({
  pool: gauge("rookery_database_pool_connections", "Connections of this process to the database, by state", ["state"]),
  poolMax: gauge("rookery_database_pool_max", "Connections that this process may hold"),
  poolWaiting: gauge("rookery_database_pool_waiting", "Calls that wait for a connection"),
  queue: gauge("rookery_queue_jobs", "Jobs by kind and state; dead_letters are the open ones", ["kind", "state"]),
  queueAge: gauge("rookery_queue_age_seconds", "How long the job that has waited longest is due, by kind", ["kind"]),
  outbox: gauge("rookery_outbox_jobs", "Due jobs that have not been handed to what runs them"),
  outboxAge: gauge("rookery_outbox_age_seconds", "How long the oldest of them is due"),
  lag: gauge("rookery_aggregation_lag_events", "Raw delivery events that are not in the facts yet"),
  lagAge: gauge("rookery_aggregation_lag_seconds", "How long ago the oldest of them came in"),
  figures: gauge("rookery_figures_age_seconds", "Time since a read model of the figures was refreshed", ["name"]),
  source: gauge("rookery_source_state", "1 for the state that the source is in", ["source", "state"]),
  sourceAge: gauge("rookery_source_age_seconds", "Time since the source was last heard of", ["source"]),
}));

/** Sets what this process knows of itself. */
export function showProcess(): void {
  const { totalCount, idleCount, waitingCount } = pool();
  gauges.pool.set({ state: "idle" }, idleCount);
  gauges.pool.set({ state: "busy" }, totalCount - idleCount);
  gauges.poolMax.set(env().DATABASE_POOL_SIZE);
  gauges.poolWaiting.set(waitingCount);
}

/** Sets what the database says; with null nothing of it is shown, rather than what was true once. */
export function showPlatform(platform: Platform | null, now: Date): void {
  const { queue, queueAge, figures, source, sourceAge, outbox, outboxAge, lag, lagAge } = gauges;
  for (const labelled of [queue, queueAge, figures, source, sourceAge]) {
    labelled.reset();
  }
  for (const single of [outbox, outboxAge, lag, lagAge]) {
    single.remove();
  }
  metrics.up.set({ part: "database" }, platform === null ? 0 : 1);
  if (platform !== null) {
    showBacklogs(platform);
    showSources(platform, now);
  }
}

function showBacklogs({ queues, outbox, aggregation, figures }: Platform): void {
  for (const queue of queues) {
    for (const state of QUEUE_STATES) {
      gauges.queue.set({ kind: queue.kind, state: state === "deadLetters" ? "dead_letters" : state }, queue[state]);
    }
    gauges.queueAge.set({ kind: queue.kind }, queue.ageSeconds ?? 0);
  }
  gauges.outbox.set(outbox.waiting);
  gauges.outboxAge.set(outbox.ageSeconds ?? 0);
  gauges.lag.set(aggregation.waiting);
  gauges.lagAge.set(aggregation.ageSeconds ?? 0);
  for (const { name, ageSeconds } of figures) {
    gauges.figures.set({ name }, ageSeconds);
  }
}

function showSources({ sources }: Platform, now: Date): void {
  for (const { source, state, last_heard_at: heardAt } of sources) {
    for (const possible of SOURCE_STATES) {
      gauges.source.set({ source, state: possible }, possible === state ? 1 : 0);
    }
    if (heardAt instanceof Date) {
      gauges.sourceAge.set({ source }, Math.max(0, (now.getTime() - heardAt.getTime()) / 1000));
    }
  }
}
