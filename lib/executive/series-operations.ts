import { AppError } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { type Meta, operation } from "../operation/operation.ts";
import { LINEAGE_READERS, READERS, VIEWED, VIEWED_TENANT } from "./access.ts";
import { readIncidents } from "./incidents.ts";
import { Incidents, IncidentsQuery } from "./incidents-schema.ts";
import { FigurePath, Lineage, readLineage, subjectOf } from "./lineage.ts";
import { SystemTenantPath } from "./tenant-summary-schema.ts";
import { composeTrends } from "./trends.ts";
import { Trends, TrendsQuery } from "./trends-schema.ts";

const TENANT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";
const ALERT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0e1";
const AT = "2026-11-20T09:30:00.000Z";

const trendsExample = {
  timeframe: "last_30d" as const,
  interval: "day" as const,
  series: [
    {
      metric: "delivery_rate" as const,
      unit: "percent",
      source: "esp_events",
      points: [{ date: "2026-11-20", value: "98-99_percent", low: 98, high: 99 }],
    },
  ],
};

const incidentsExample = {
  items: [
    {
      incident_id: ALERT,
      tenant_id: TENANT,
      tenant_name: "Acme Corp",
      category: "deliverability",
      title: "Bounces above the limit",
      severity: "high" as const,
      status: "open" as const,
      started_at: AT,
      resolved_at: null,
      alerts: 1,
      timeline: [
        {
          at: AT,
          event: "raised" as const,
          priority: "high" as const,
          title: "Bounces above the limit",
          alert_id: ALERT,
        },
      ],
    },
  ],
  page: 1,
  page_size: 50,
  total_items: 1,
  total_pages: 1,
};

/** Throws NOT_FOUND for a tenant that never was. */
async function assertTenant(db: Db, tenantId: string): Promise<void> {
  const found = await db.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
  if (found === null) {
    throw new AppError("NOT_FOUND");
  }
}

/** What was answered is what the database holds: nothing is older than the answer. */
const countedNow = (now: Date): Meta => ({
  data_source: "backbone_api",
  data_quality: "standard",
  last_updated: now.toISOString(),
});

/** Points say of themselves what they are; all of them again in `meta` would only be long. */
const isListed = (path: string): boolean => !path.startsWith("series.");

export const getTrends = operation({
  name: "getSystemTrends",
  summary: "Series of the whole platform for charts",
  http: { method: "GET", path: "/trends" },
  policy: READERS.overview,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: TrendsQuery },
  output: Trends,
  errors: ["BACKBONE_CONSTRAINT"],
  example: { input: { query: { timeframe: "last_30d" } }, output: trendsExample },
  async run({ db, now }, { query }) {
    const { data, sheet } = await composeTrends(db, now, query.timeframe, null);
    return { data, meta: sheet.meta("backbone_api", isListed) };
  },
});

export const getTenantTrends = operation({
  name: "getTenantTrends",
  summary: "Series of one tenant for charts",
  http: { method: "GET", path: "/tenants/{tenantId}/trends" },
  policy: { ...READERS.tenants, tenantScoped: true },
  limit: "admin",
  audit: null,
  viewed: VIEWED_TENANT,
  input: { path: SystemTenantPath, query: TrendsQuery },
  output: Trends,
  errors: ["NOT_FOUND", "BACKBONE_CONSTRAINT"],
  example: { input: { path: { tenantId: TENANT }, query: { timeframe: "last_30d" } }, output: trendsExample },
  async run({ db, now }, { path: { tenantId }, query }) {
    await assertTenant(db, tenantId);
    const { data, sheet } = await composeTrends(db, now, query.timeframe, tenantId);
    return { data, meta: sheet.meta("backbone_api", isListed) };
  },
});

export const listTenantIncidents = operation({
  name: "listTenantIncidents",
  summary: "Incidents of one tenant with their timelines",
  http: { method: "GET", path: "/tenants/{tenantId}/incidents" },
  policy: { ...READERS.tenants, tenantScoped: true },
  limit: "admin",
  audit: null,
  viewed: VIEWED_TENANT,
  input: { path: SystemTenantPath, query: IncidentsQuery },
  output: Incidents,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { tenantId: TENANT }, query: { status: "open" } },
    output: incidentsExample,
  },
  async run({ db, now }, { path: { tenantId }, query }) {
    await assertTenant(db, tenantId);
    const data = await readIncidents(db, now, [tenantId], query);
    return { data, meta: countedNow(now) };
  },
});

export const listSystemIncidents = operation({
  name: "listSystemIncidents",
  summary: "Incidents of every tenant in scope, and of the platform itself, with their timelines",
  http: { method: "GET", path: "/incidents" },
  policy: READERS.tenants,
  limit: "admin",
  audit: null,
  viewed: VIEWED,
  input: { query: IncidentsQuery },
  output: Incidents,
  errors: [],
  example: { input: { query: { status: "open" } }, output: incidentsExample },
  async run({ db, now, actor }, { query }) {
    const data = await readIncidents(db, now, actor.tenantScope, query);
    return { data, meta: countedNow(now) };
  },
});

export const getFigureLineage = operation({
  name: "getFigureLineage",
  summary: "Why this number: sources, inputs, formula and rounding of one figure",
  http: { method: "GET", path: "/figures/{figureId}/lineage" },
  // Beside it, who may read the answer that the figure stands in, and nobody else: decided by the figure, and 404 alike.
  policy: LINEAGE_READERS,
  limit: "admin",
  audit: null,
  viewed: { ...VIEWED, of: ({ figureId }) => subjectOf(String(figureId)) },
  input: { path: FigurePath },
  output: Lineage,
  errors: ["NOT_FOUND"],
  example: {
    input: { path: { figureId: `tenant-summary~${TENANT}~last_30d~system_metrics.delivery_rate` } },
    output: {
      figure_id: `tenant-summary~${TENANT}~last_30d~system_metrics.delivery_rate`,
      tenant_id: TENANT,
      value: "98-99_percent",
      low: 98,
      high: 99,
      unit: "percent",
      formula: { name: "delivery_rate", version: 1, text: "delivered / sent × 100" },
      inputs: { sent: 125_000, delivered: 123_000, bounced: 2000, complained: 12, volumeFloor: 100 },
      rounding: { name: "percent", text: "Whole percent below and above: 98.4 → 98-99_percent; zero is 0" },
      window: { name: "last_30d", start: "2026-10-22T00:00:00.000Z", end: AT },
      sources: [{ source: "esp_events", state: "fresh", as_of: AT }],
      row_counts: { tenant_daily_facts: 30 },
      sample_size: 125_000,
      confidence: "high",
      as_of: AT,
      reason: null,
    },
  },
  async run({ db, now, actor }, { path: { figureId } }) {
    const data = await readLineage(db, now, figureId, actor);
    return { data, meta: countedNow(now) };
  },
});
