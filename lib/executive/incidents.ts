import type { z } from "zod";
import { toPage } from "../core/page.ts";
import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { TenantScope } from "../operation/operation.ts";
import type { Incidents, IncidentsQuery } from "./incidents-schema.ts";
import { daysBefore } from "./windows.ts";

type Incident = z.input<typeof Incidents>["items"][number];
type Step = Incident["timeline"][number];

export interface AlertRow {
  readonly id: string;
  readonly tenantId: string | null;
  readonly tenantName: string | null;
  readonly category: string;
  readonly title: string;
  readonly priority: Step["priority"];
  readonly status: "open" | "resolved";
  readonly occurrences: number;
  readonly createdOn: Date;
  readonly lastOn: Date;
  readonly resolvedOn: Date | null;
  readonly reviewedOn: Date | null;
}

/** Alerts of one category that are no further apart than this are one incident. */
const GAP_MS = 24 * 3_600_000;
const ALERTS_MAX = 1000;
const URGENCY = ["critical", "high", "medium", "low"] as const;

/** One page of the incidents of the last year, newest first: of one tenant, or of everything in the scope. */
export async function readIncidents(
  db: Db,
  now: Date,
  scope: TenantScope,
  query: IncidentsQuery,
): Promise<z.input<typeof Incidents>> {
  const isInScope = scope === "global" ? Prisma.empty : Prisma.sql`AND a.tenant_id = ANY(${[...scope]}::uuid[])`;
  const rows = await db.$queryRaw<AlertRow[]>`
    SELECT a.id, a.tenant_id AS "tenantId", t.name AS "tenantName", a.category, a.title, a.priority, a.status, a.occurrences,
      a.created_on AS "createdOn", a.last_on AS "lastOn", a.resolved_on AS "resolvedOn",
      (SELECT min(r.reviewed_on) FROM alert_reviews r WHERE r.alert_id = a.id) AS "reviewedOn"
    FROM alerts a LEFT JOIN tenants t ON t.id = a.tenant_id
    WHERE a.created_on >= ${daysBefore(now, 365)}::date ${isInScope}
    ORDER BY a.created_on DESC, a.id DESC LIMIT ${ALERTS_MAX}`;
  const all = incidentsOf(rows.toReversed()).filter(
    ({ status }) => query.status === undefined || status === query.status,
  );
  const from = (query.page - 1) * query.pageSize;
  const { items, page, pageSize, totalItems, totalPages } = toPage(all.slice(from, from + query.pageSize), query, {
    totalItems: all.length,
  });
  return { items: [...items], page, page_size: pageSize, total_items: totalItems, total_pages: totalPages };
}

/** Groups alerts, oldest first, into incidents, newest first: those of one tenant and category that overlap or follow within a day. */
export function incidentsOf(alerts: readonly AlertRow[]): Incident[] {
  const groups: AlertRow[][] = [];
  const latest = new Map<string, { readonly group: AlertRow[]; end: number }>();
  for (const alert of alerts) {
    const about = `${alert.tenantId} ${alert.category}`;
    const known = latest.get(about);
    const end = (alert.resolvedOn ?? alert.lastOn).getTime();
    if (
      known &&
      (alert.createdOn.getTime() - known.end <= GAP_MS || known.group.some(({ status }) => status === "open"))
    ) {
      known.group.push(alert);
      known.end = Math.max(known.end, end);
    } else {
      const group = [alert];
      groups.push(group);
      latest.set(about, { group, end });
    }
  }
  return groups.flatMap(incidentOf).toSorted((a, b) => timeOf(b.started_at) - timeOf(a.started_at));
}

function incidentOf(alerts: readonly AlertRow[]): Incident[] {
  const [first] = alerts;
  const worst = alerts.toSorted((a, b) => URGENCY.indexOf(a.priority) - URGENCY.indexOf(b.priority))[0];
  if (first === undefined || worst === undefined) {
    return [];
  }
  const isOpen = alerts.some(({ status }) => status === "open");
  const ends = alerts.map(({ resolvedOn, lastOn }) => (resolvedOn ?? lastOn).getTime());
  return [
    {
      incident_id: first.id,
      tenant_id: first.tenantId,
      tenant_name: first.tenantName,
      category: first.category,
      title: worst.title,
      severity: worst.priority,
      status: isOpen ? "open" : "resolved",
      started_at: first.createdOn,
      resolved_at: isOpen ? null : new Date(Math.max(...ends)),
      alerts: alerts.length,
      timeline: alerts.flatMap(stepsOf).toSorted((a, b) => timeOf(a.at) - timeOf(b.at)),
    },
  ];
}

function stepsOf({ id, title, priority, occurrences, createdOn, lastOn, reviewedOn, resolvedOn }: AlertRow): Step[] {
  const step = (event: Step["event"], at: Date | null): Step[] =>
    at === null ? [] : [{ at, event, priority, title, alert_id: id }];
  return [
    ...step("raised", createdOn),
    ...step("raised_again", occurrences > 1 ? lastOn : null),
    ...step("reviewed", reviewedOn),
    ...step("resolved", resolvedOn),
  ];
}

const timeOf = (at: Date | string): number => new Date(at).getTime();
