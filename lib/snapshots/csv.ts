import { EXPORT_FORMATS, type ExportRow } from "../export/formats.ts";
import { figureRows } from "./figure-rows.ts";
import type { Snapshot } from "./resource.ts";
import { SECTION_NOTES, snapshotNumber } from "./wording.ts";

const COLUMNS = [
  "section",
  "item",
  "label",
  "value",
  "low",
  "high",
  "unit",
  "sources",
  "as_of",
  "method",
  "confidence",
  "remark",
] as const;
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], unknown>>>;

/** The snapshot as CSV: who, when and the hash first, then a row a figure, a point, an incident. Cells are guarded. */
export function csvOf(snapshot: Snapshot): string {
  const { head, lines } = EXPORT_FORMATS.csv;
  const rows: readonly ExportRow[] = [
    ...about(snapshot),
    ...figures(snapshot),
    ...points(snapshot),
    ...incidents(snapshot),
  ];
  return head(COLUMNS) + lines(COLUMNS, rows);
}

function about(snapshot: Snapshot): Row[] {
  const { tenant, captured_by: by, window, verification, summary } = snapshot;
  const facts: readonly (readonly [item: string, label: string, value: unknown])[] = [
    ["number", "Snapshot", snapshotNumber(tenant.code, snapshot.number)],
    ["snapshot_id", "Snapshot id", snapshot.snapshot_id],
    ["tenant_id", "Tenant id", tenant.tenant_id],
    ["tenant_name", "Tenant as captured", summary.tenant_profile.name],
    ["captured_at", "Captured at", snapshot.captured_at],
    ["captured_by", "Captured by", by.user_id],
    ["captured_by_role", "In the role", by.role],
    ["note", "Note", snapshot.note],
    ["window", "Window", `${window.start ?? ""}/${window.end ?? ""}`],
    ["data_quality", "Data quality", snapshot.data_quality],
    ["data_sources_limited", "Limited sources", snapshot.data_sources_limited.join(" ")],
    ["sha256", "SHA-256 of the document", snapshot.sha256],
    ["verified", "Hash matches on reading", verification.matches],
    ["cost_label", "Cost figures are", summary.cost_analysis.label],
    ["active_alerts", "Open alerts", summary.system_alerts.active],
  ];
  return facts.map(([item, label, value]) => ({ section: "snapshot", item, label, value }));
}

const figures = (snapshot: Snapshot): Row[] =>
  figureRows(snapshot).map(
    ({ section, path, label, value, low, high, unit, sources, asOf, method, confidence, remark }) => ({
      section,
      item: path.slice(section.length + 1),
      label,
      value,
      low,
      high,
      unit,
      sources: sources.join(" "),
      as_of: asOf,
      method,
      confidence,
      remark: [remark, SECTION_NOTES[section] ?? ""].filter(Boolean).join("; "),
    }),
  );

const points = ({ trends }: Snapshot): Row[] =>
  trends.series.flatMap(({ metric, unit, source, points: all }) =>
    all.map(({ date, value, low, high }) => ({
      section: "trends",
      item: `${metric} ${date}`,
      label: metric,
      value,
      low,
      high,
      unit,
      sources: source,
      as_of: date,
    })),
  );

const incidents = (snapshot: Snapshot): Row[] =>
  snapshot.incidents.map(({ incident_id, title, severity, status, started_at, resolved_at }) => ({
    section: "incidents",
    item: incident_id,
    label: title,
    value: severity,
    as_of: started_at,
    remark: resolved_at === null ? status : `${status} ${resolved_at}`,
  }));
