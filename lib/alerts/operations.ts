import { operation } from "../operation/operation.ts";
import { listAlerts as list } from "./queries.ts";
import { AlertPage, ListAlertsQuery } from "./schema.ts";

export const listAlerts = operation({
  name: "listAlerts",
  summary: "What somebody ought to know, newest first",
  http: { method: "GET", path: "/alerts" },
  policy: { access: "roles", roles: ["SuperAdmin", "Auditor"], permission: "JOBS_VIEW", customRoles: true },
  limit: "admin",
  audit: null,
  input: { query: ListAlertsQuery },
  output: AlertPage,
  errors: [],
  example: {
    input: { query: { status: "open", priority: "high" } },
    output: {
      items: [
        {
          alertId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e1",
          type: "job_failed",
          priority: "high",
          title: "Background work failed: webhook.deliver",
          summary: "Given up after 4 attempts: Error: The address answered 500",
          status: "open",
          tenantId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002",
          entityType: "job",
          entityId: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e2",
          occurrences: 3,
          createdOn: "2026-11-20T09:30:00.000Z",
          lastOn: "2026-11-20T09:41:00.000Z",
          resolvedOn: null,
        },
      ],
      page: 1,
      pageSize: 50,
      totalItems: 1,
      totalPages: 1,
    },
  },
  async run({ db, actor }, { query }) {
    const page = await list(db, query, actor.tenantScope);
    return { data: { ...page, items: [...page.items] } };
  },
});
