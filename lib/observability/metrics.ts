import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { singleton } from "../core/singleton.ts";

interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"operation" | "status">;
  readonly denied: Counter<"code">;
  readonly databaseUp: Gauge;
  readonly jobs: Counter<"kind" | "outcome">;
}

/** The process's Prometheus registry and the instruments of this application. */
export const metrics: Metrics = singleton("metrics", () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "rookery_" });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "rookery_request_seconds",
      help: "Time to answer an API request, by operation and status",
      labelNames: ["operation", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    denied: new Counter({
      name: "rookery_denied_total",
      help: "Requests refused, by code",
      labelNames: ["code"],
      registers,
    }),
    databaseUp: new Gauge({ name: "rookery_database_up", help: "1 while the database answers", registers }),
    jobs: new Counter({
      name: "rookery_jobs_total",
      help: "Finished job attempts",
      labelNames: ["kind", "outcome"],
      registers,
    }),
  };
});
