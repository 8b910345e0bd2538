import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { singleton } from "../core/singleton.ts";

interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"operation" | "family" | "status">;
  readonly denied: Counter<"code">;
  readonly up: Gauge<"part">;
  readonly jobs: Counter<"kind" | "outcome">;
  readonly jobSeconds: Histogram<"kind">;
}

/** Upper bounds in seconds; the budgets of operations are among them, so that what met them is counted and not estimated. */
export const DURATION_BUCKETS: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** The process's Prometheus registry and the instruments of this application. Labels take few values: no ids, no addresses. */
export const metrics: Metrics = singleton("metrics", () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "rookery_" });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "rookery_request_seconds",
      help: "Time to answer, by operation, family of endpoints (console: pages and forms) and class of status",
      labelNames: ["operation", "family", "status"],
      buckets: [...DURATION_BUCKETS],
      registers,
    }),
    denied: new Counter({
      name: "rookery_denied_total",
      help: "Requests refused, by code",
      labelNames: ["code"],
      registers,
    }),
    up: new Gauge({ name: "rookery_up", help: "1 while the part answers", labelNames: ["part"], registers }),
    jobs: new Counter({
      name: "rookery_jobs_total",
      help: "Finished job attempts",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "rookery_job_seconds",
      help: "Time that one execution of a job took, by kind",
      labelNames: ["kind"],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 45],
      registers,
    }),
  };
});

const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Counts one answer and its time since `startedAt` (`performance.now()`). */
export function measure(family: string, operation: string, status: number, startedAt: number): void {
  const seconds = (performance.now() - startedAt) / 1000;
  metrics.requests.observe({ operation, family, status: CLASSES[Math.floor(status / 100) - 1] ?? "5xx" }, seconds);
}
