import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { alertCount } from "../figures/formulas/platform.ts";
import type { FigureSheet } from "../figures/sheet.ts";
import type { TenantScope } from "../operation/operation.ts";
import { moment } from "./windows.ts";

interface Notification {
  readonly id: string;
  readonly type: string;
  readonly priority: "critical" | "high" | "medium" | "low";
  readonly context: string;
  readonly title: string;
  readonly status: "open" | "resolved";
  readonly created_at: Date;
}

/** Open alerts of a tenant and the latest five. */
export async function alertsOf(db: Db, tenantId: string) {
  const [counts, latest] = await Promise.all([
    openAlerts(db, [tenantId]),
    db.$queryRaw<Notification[]>`
      SELECT id, type, priority, category AS context, title, status, created_on AS created_at FROM alerts
      WHERE tenant_id = ${tenantId}::uuid ORDER BY created_on DESC, id DESC LIMIT 5`,
  ]);
  const { critical, high, medium, low } = counts;
  return {
    active: critical + high + medium + low,
    active_critical_or_high: critical + high,
    recent_notifications: latest,
  };
}

const inScope = (scope: TenantScope) =>
  scope === "global" ? Prisma.empty : Prisma.sql`AND tenant_id = ANY(${[...scope]}::uuid[])`;

/** How many incidents are open, of the tenants in scope: open alerts of one tenant and category are one. */
export async function openIncidents(db: Db, scope: TenantScope): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer FROM (SELECT DISTINCT tenant_id, category FROM alerts WHERE status = 'open' ${inScope(scope)}) incidents`;
  return row?.count ?? 0;
}

/** How many alerts of each priority are open, of the tenants in scope; those of no tenant count for who sees all. */
export async function openAlerts(db: Db, scope: TenantScope) {
  const rows = await db.$queryRaw<{ priority: string; count: number }[]>`
    SELECT priority, count(*)::integer FROM alerts WHERE status = 'open' ${inScope(scope)} GROUP BY priority`;
  const of = (priority: string): number => rows.find((row) => row.priority === priority)?.count ?? 0;
  return { critical: of("critical"), high: of("high"), medium: of("medium"), low: of("low") };
}

/** A number of open alerts, or of what is counted of them, as the figure at this path. */
export const openCount = (sheet: FigureSheet, path: string, count: number, formula = alertCount): number =>
  sheet.count(path, {
    formula,
    inputs: { count },
    sources: ["platform_database"],
    sampleSize: count,
    window: moment(),
    rows: { alerts: count },
  }) ?? count;
