/** The example answer of the published documentation. */
export const exampleStatus = {
  readOn: "2026-11-20T09:30:00.000Z",
  countedSince: "2026-11-19T22:04:11.000Z",
  calls: 48_210,
  errors: 3,
  instances: [
    {
      instanceId: "5f0c7a0e-8a51-4a86-9f0e-2f6b3cf1a7d2",
      startedOn: "2026-11-19T22:04:11.000Z",
      reportedOn: "2026-11-20T09:30:00.000Z",
      memoryBytes: 301_989_888,
      pool: { max: 12, busy: 2, idle: 6, waiting: 0 },
    },
  ],
  operations: [
    {
      operation: "listTenants",
      family: "super-admin",
      calls: 12_044,
      errors: 0,
      p50Ms: 6.1,
      p95Ms: 18.4,
      budgetMs: 500,
      withinBudget: 0.9998,
      standing: "met" as const,
    },
  ],
  outbox: { waiting: 4, ageSeconds: 0.3 },
  aggregation: { waiting: 210, ageSeconds: 12.5 },
  figures: [{ name: "figures", ageSeconds: 41.2 }],
  queues: [{ kind: "webhook.deliver", waiting: 12, running: 4, deadLetters: 2, ageSeconds: 1.4 }],
  sources: [{ source: "esp_events", state: "fresh" as const, lastHeardOn: "2026-11-20T09:29:48.000Z" }],
};
