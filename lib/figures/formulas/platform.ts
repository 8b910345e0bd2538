import { formula, INSUFFICIENT } from "../formula.ts";

const countOf = (name: string, text: string, unit: string) =>
  formula<{ count: number }>()({ name, version: 1, text, unit, kind: "count", compute: ({ count }) => count });

export const tenantCount = countOf("tenant_count", "exact count", "tenants");
export const issueCount = countOf("issue_count", "count of open issues", "issues");
export const alertCount = countOf("alert_count", "count of open alerts", "alerts");
export const incidentCount = countOf(
  "incident_count",
  "count of open incidents: open alerts of one tenant and category are one",
  "incidents",
);
export const recordCount = countOf("record_count", "count of records", "records");

/** The state of the backbone, best first. */
const STATES = ["operational", "degraded", "down"] as const;

export const serviceState = formula<{ healthy: number; degraded: number; down: number }>()({
  name: "service_state",
  version: 1,
  text: `worst state of the services; ${INSUFFICIENT} when none reports`,
  unit: "class",
  kind: "reading",
  compute: ({ healthy, degraded, down }) => {
    if (healthy + degraded + down === 0) {
      return INSUFFICIENT;
    }
    return STATES[down > 0 ? 2 : degraded > 0 ? 1 : 0];
  },
});

export const uptime = formula<{ share: number }>()({
  name: "uptime",
  version: 1,
  text: "share of 30 days that the backbone was up, as it reports it",
  unit: "percent",
  kind: "reading",
  compute: ({ share }) => share,
});

export const responseTime = formula<{ sumMs: number; services: number }>()({
  name: "response_time",
  version: 1,
  text: `mean of the services' average response times; ${INSUFFICIENT} when none reports`,
  unit: "ms",
  kind: "reading",
  compute: ({ sumMs, services }) => (services === 0 ? INSUFFICIENT : sumMs / services),
});

export const queueState = formula<{ waiting: number; failed: number }>()({
  name: "queue_state",
  version: 1,
  text: "longest queue: over 1000 waiting or over 10 failed is degraded, 100 waiting or more is elevated, else normal",
  unit: "class",
  kind: "reading",
  compute: ({ waiting, failed }) => {
    if (waiting > 1000 || failed > 10) {
      return "degraded";
    }
    return waiting >= 100 ? "elevated" : "normal";
  },
});

export const recordedPercent = formula<{ percent: number }>()({
  name: "recorded_percent",
  version: 1,
  text: "as its people entered it",
  unit: "percent",
  kind: "count",
  compute: ({ percent }) => percent,
});

/** A word of the record that people keep, as it stands there. */
export const recordedWord = <W extends string>() =>
  formula<{ word: W }>()({
    name: "recorded_word",
    version: 1,
    text: "as somebody entered it",
    unit: "class",
    kind: "count",
    compute: ({ word }) => word,
  });
