import { canonicalJson } from "../core/canonical-json.ts";
import type { Db } from "../db/client.ts";
import { readIncidents } from "../executive/incidents.ts";
import { composeTenantSummary } from "../executive/tenant-summary.ts";
import { composeTrends } from "../executive/trends.ts";
import { rolling } from "../executive/windows.ts";
import { oldest } from "../figures/figure.ts";
import type { Actor } from "../operation/operation.ts";
import { SnapshotDocument } from "./resource.ts";

const WINDOW = "last_30d";
const DAYS = 30;
const INCIDENTS_MAX = 20;

/** Parts of the summary that hold figures, in the order of the page. */
const FIGURE_SECTIONS = [
  "system_metrics",
  "deliverability",
  "revenue_value",
  "cost_analysis",
  "system_alerts",
] as const;

interface Head {
  readonly snapshotId: string;
  readonly number: number;
  readonly tenantId: string;
  readonly note: string | null;
  readonly actor: Pick<Actor, "id" | "role">;
}

/** A figure as `meta.figures` carries it, as far as sections need it. */
interface WireFigure {
  readonly value: string | number | null;
  readonly sources: readonly string[];
  readonly as_of: string | null;
  readonly stale?: true;
  readonly reason?: string;
}

/** What a snapshot taken now holds: the summary, trends and incidents of one tenant, as this actor sees them. */
export async function composeDocument(db: Db, now: Date, head: Head): Promise<SnapshotDocument> {
  const { tenantId, actor } = head;
  const { data: summary, sheet } = await composeTenantSummary(db, now, tenantId, actor);
  const { data: trends } = await composeTrends(db, now, WINDOW, tenantId);
  const { items } = await readIncidents(db, now, [tenantId], { page: 1, pageSize: INCIDENTS_MAX });
  const meta = sheet.meta("backbone_api");
  const figures = (meta.figures ?? {}) as Readonly<Record<string, WireFigure>>;
  const window = rolling(WINDOW, DAYS, now);
  // Through JSON, so that what is kept is what anybody reads again: moments are text, and nothing is undefined.
  const kept: unknown = JSON.parse(
    canonicalJson({
      schema: 1,
      snapshot_id: head.snapshotId,
      number: head.number,
      tenant_id: tenantId,
      captured_at: now,
      captured_by_id: actor.id,
      captured_by_role: actor.role,
      note: head.note,
      window,
      data_quality: meta.data_quality,
      data_sources_limited: meta.data_sources_limited ?? [],
      sections: FIGURE_SECTIONS.map((section) => sectionOf(section, figures)),
      summary,
      figures,
      trends,
      incidents: items.filter(({ started_at, status }) => status === "open" || isWithin(started_at, window.start)),
    }),
  );
  return SnapshotDocument.parse(kept);
}

const isWithin = (at: Date | string, start: Date | null): boolean => start === null || new Date(at) >= start;

function sectionOf(section: string, figures: Readonly<Record<string, WireFigure>>) {
  const own = Object.entries(figures).flatMap(([path, figure]) => (path.startsWith(`${section}.`) ? [figure] : []));
  const isMissing = own.some(({ reason }) => reason === "source_missing");
  return {
    section,
    state: isMissing ? "missing" : own.some(({ stale }) => stale) ? "stale" : "fresh",
    as_of: oldest(own.map(({ as_of }) => (as_of === null ? null : new Date(as_of)))),
    sources: [...new Set(own.flatMap(({ sources }) => sources))].sort(),
    figures: own.length,
    unknown: own.filter(({ value }) => value === null).length,
  };
}
