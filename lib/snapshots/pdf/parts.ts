import { roleLabel } from "../../policy/role-label.ts";
import { type FigureRow, figureRows } from "../figure-rows.ts";
import type { Snapshot } from "../resource.ts";
import {
  dayWords,
  figureWords,
  instantWords,
  QUALITY_LABELS,
  SECTION_NOTES,
  SECTION_TITLES,
  STATE_LABELS,
  snapshotNumber,
  sourceLabel,
} from "../wording.ts";
import { CONTENT_WIDTH, INK, PAGE, type Paper } from "./paper.ts";

const X = PAGE.margin;

/** Who, when, of what: the head of the first page. */
export function drawHead(paper: Paper, snapshot: Snapshot): void {
  const { tenant, summary, note, data_quality, data_sources_limited: limited } = snapshot;
  const number = snapshotNumber(tenant.code, snapshot.number);
  paper.doc.rect(0, 0, PAGE.width, 5).fill(INK.primary);
  paper.write(
    "Rookery  ·  Tenant snapshot",
    { x: X, y: paper.y, width: 300 },
    { size: 8.5, font: "bold", color: INK.primary },
  );
  paper.write(number, { x: X, y: paper.y - 3, width: CONTENT_WIDTH }, { size: 12, font: "bold", align: "right" });
  paper.y += 22;
  paper.y += paper.write(
    summary.tenant_profile.name,
    { x: X, y: paper.y, width: CONTENT_WIDTH },
    { size: 21, font: "bold", lines: 2 },
  );
  const { code, segment, plan, status } = summary.tenant_profile;
  const profile = [code, segment, plan && `${plan} plan`, status]
    .filter(Boolean)
    .map((word) => String(word).replaceAll("_", " "));
  paper.y +=
    paper.write(
      profile.join("  ·  "),
      { x: X, y: paper.y + 1, width: CONTENT_WIDTH },
      { size: 9.5, color: INK.muted },
    ) + 8;
  if (note !== null) {
    paper.y += paper.write(note, { x: X, y: paper.y, width: CONTENT_WIDTH }, { size: 10 }) + 6;
  }
  paper.rule(paper.y);
  const by = snapshot.captured_by;
  const facts: readonly (readonly [string, string])[] = [
    ["Captured", instantWords(snapshot.captured_at)],
    [
      "Captured by",
      `${by.name ?? (by.user_id === null ? "Somebody else" : `User …${by.user_id.slice(-8)}`)}, ${roleLabel(by.role)}`,
    ],
    ["Window", `${dayWords(snapshot.window.start)} – ${dayWords(snapshot.window.end)}`],
    [
      "Data",
      (QUALITY_LABELS[data_quality] ?? data_quality) +
        (limited.length === 0 ? "" : `: ${limited.map(sourceLabel).join(", ")}`),
    ],
  ];
  const width = CONTENT_WIDTH / facts.length;
  const heights = facts.map(([term, value], index) => {
    const place = { x: X + index * width, width: width - 10 };
    paper.write(term, { ...place, y: paper.y + 8 }, { size: 7, color: INK.subtle });
    const color = term === "Data" && data_quality !== "standard" ? INK.warning : INK.text;
    return paper.write(value, { ...place, y: paper.y + 18 }, { size: 8.5, font: "bold", color });
  });
  paper.y += 24 + Math.max(...heights);
}

const TILES: readonly (readonly [path: string, before: string | null])[] = [
  ["system_metrics.sent_30d", "system_metrics.previous_sent_30d"],
  ["system_metrics.delivery_rate", "system_metrics.previous_delivery_rate"],
  ["deliverability.risk", null],
  ["revenue_value.revenue_at_risk", null],
  ["cost_analysis.monthly_cost", null],
];

/** The figures that decide, in a row of tiles. */
export function drawTiles(paper: Paper, snapshot: Snapshot): void {
  const rows = new Map(figureRows(snapshot).map((row) => [row.path, row]));
  const tiles = TILES.flatMap(([path, before]) => {
    const row = rows.get(path);
    return row ? [{ row, before: before === null ? undefined : rows.get(before) }] : [];
  });
  const gap = 7;
  const width = (CONTENT_WIDTH - gap * (tiles.length - 1)) / tiles.length;
  tiles.forEach(({ row, before }, index) => {
    const x = X + index * (width + gap);
    paper.box(x, paper.y, width, 62, INK.ground, INK.line);
    const place = { x: x + 8, width: width - 14 };
    paper.write(
      TILE_LABELS[row.path] ?? row.label.replace(/, .*/, ""),
      { ...place, y: paper.y + 8 },
      { size: 7, color: INK.muted, lines: 1 },
    );
    const size = paper.widthOf(row.shown, { size: 13, font: "bold" }) > place.width ? 9.5 : 13;
    const color = row.value === null ? INK.subtle : INK.text;
    paper.write(row.shown, { ...place, y: paper.y + 20 }, { size, font: "bold", color, lines: 1 });
    paper.write(
      tileNote(row, before),
      { ...place, y: paper.y + 40 },
      { size: 6.5, color: row.remark ? INK.warning : INK.subtle, lines: 2 },
    );
  });
  paper.y += 62 + 16;
}

const TILE_LABELS: Readonly<Record<string, string>> = { "cost_analysis.monthly_cost": "Cost a month, approx." };

function tileNote(row: FigureRow, before: FigureRow | undefined): string {
  if (row.remark !== "") {
    return row.remark;
  }
  if (row.section === "cost_analysis") {
    return "Internal approximation / non-authoritative";
  }
  return before === undefined ? `${row.confidence} confidence` : `${before.shown} in the 30 days before`;
}

const COLUMNS = [
  { title: "Figure", share: 0.28 },
  { title: "Value", share: 0.2 },
  { title: "As of", share: 0.19 },
  { title: "Source", share: 0.2 },
  { title: "Confidence", share: 0.13 },
] as const;

/** Every part with its figures, its age and what is to be said of it. */
export function drawSections(paper: Paper, snapshot: Snapshot): void {
  const rows = figureRows(snapshot);
  for (const { section, state, as_of: asOf } of snapshot.sections) {
    const own = rows.filter((row) => row.section === section);
    paper.reserve(44 + own.length * 16);
    drawTitle(
      paper,
      SECTION_TITLES[section] ?? section,
      `${STATE_LABELS[state] ?? state}, ${instantWords(asOf)}`,
      state !== "fresh",
    );
    const note = SECTION_NOTES[section];
    if (note !== undefined) {
      paper.y +=
        paper.write(note, { x: X, y: paper.y - 3, width: CONTENT_WIDTH }, { size: 7.5, color: INK.warning }) + 1;
    }
    drawRow(
      paper,
      COLUMNS.map(({ title }) => title),
      { size: 6.5, color: INK.subtle },
    );
    for (const row of own) {
      drawFigure(paper, row);
    }
    if (section === "revenue_value") {
      const { subscription_status: status } = snapshot.summary.revenue_value;
      drawRow(paper, ["Subscription", figureWords(status ?? "none", undefined), "", sourceLabel("subscriptions"), ""], {
        isKey: true,
      });
    }
    paper.y += 12;
  }
}

function drawFigure(paper: Paper, row: FigureRow): void {
  const cells = [row.label, row.shown, instantWords(row.asOf), row.sources.map(sourceLabel).join(", "), row.confidence];
  drawRow(paper, cells, { isKey: true, ...(row.isStale || row.value === null ? { color: INK.warning } : {}) });
  if (row.isStale) {
    paper.y += paper.write(
      row.remark,
      { x: X + 8, y: paper.y - 2, width: CONTENT_WIDTH },
      { size: 6.5, color: INK.warning },
    );
  }
}

interface RowStyle {
  readonly size?: number;
  readonly color?: string;
  /** The second cell is what the row is about. */
  readonly isKey?: boolean;
}

function drawRow(paper: Paper, cells: readonly string[], { size = 8, color, isKey = false }: RowStyle): void {
  let x = X;
  const heights = cells.map((cell, index) => {
    const width = (COLUMNS[index]?.share ?? 0) * CONTENT_WIDTH;
    const isValue = isKey && index === 1;
    const ink = index > 1 ? INK.muted : INK.text;
    const height = paper.write(
      cell,
      { x, y: paper.y, width: width - 8 },
      {
        size: isValue || index < 2 ? size : Math.min(size, 7.2),
        font: isValue ? "bold" : "regular",
        color: color ?? ink,
      },
    );
    x += width;
    return height;
  });
  paper.y += Math.max(...heights) + 3;
  paper.rule(paper.y - 1);
  paper.y += 2.5;
}

/** The title of a part, with what is to be known of it on the right. */
export function drawTitle(paper: Paper, title: string, about: string, isWarning = false): void {
  paper.write(title, { x: X, y: paper.y, width: CONTENT_WIDTH * 0.6 }, { size: 11, font: "bold" });
  const color = isWarning ? INK.warning : INK.subtle;
  paper.write(about, { x: X, y: paper.y + 3, width: CONTENT_WIDTH }, { size: 7.5, color, align: "right" });
  paper.y += 19;
}

const SEVERITY_INK: Readonly<Record<string, string>> = { critical: INK.danger, high: INK.danger, medium: INK.warning };

/** Incidents of the window, worst words first on each line. */
export function drawIncidents(paper: Paper, { incidents, summary }: Snapshot): void {
  paper.reserve(70);
  const { active, active_critical_or_high: urgent } = summary.system_alerts;
  drawTitle(
    paper,
    "Alerts and incidents",
    `${active === 1 ? "1 open alert" : `${active} open alerts`}, ${urgent} critical or high`,
    urgent > 0,
  );
  if (incidents.length === 0) {
    paper.y +=
      paper.write(
        "No incident in this window.",
        { x: X, y: paper.y, width: CONTENT_WIDTH },
        { size: 8, color: INK.muted },
      ) + 12;
    return;
  }
  for (const { severity, title, status, started_at: startedAt, resolved_at: resolvedAt } of incidents) {
    paper.reserve(18);
    const span =
      resolvedAt === null
        ? `since ${instantWords(startedAt)}`
        : `${instantWords(startedAt)} – ${instantWords(resolvedAt)}`;
    paper.write(
      severity,
      { x: X, y: paper.y, width: 50 },
      { size: 8, font: "bold", color: SEVERITY_INK[severity] ?? INK.muted },
    );
    const height = paper.write(title, { x: X + 54, y: paper.y, width: CONTENT_WIDTH - 300 }, { size: 8 });
    paper.write(
      `${status} ${span}`,
      { x: X, y: paper.y, width: CONTENT_WIDTH },
      { size: 7.2, color: INK.muted, align: "right" },
    );
    paper.y += height + 3;
    paper.rule(paper.y - 1);
    paper.y += 2.5;
  }
  paper.y += 10;
}

/** What must be known to rely on the paper: what its figures are, and how to check it. */
export function drawAssurance(paper: Paper, { verification, sha256, summary }: Snapshot): void {
  const lines = [
    `Cost figures: ${summary.cost_analysis.label}. Revenue at risk is modelled and directional. Figures are ranges as of the moments given; none is in real time, and an unknown figure is unknown, not zero.`,
    `SHA-256 of the captured document: ${sha256}. ${verification.matches ? "The stored document matched it when this file was made" : "THE STORED DOCUMENT NO LONGER MATCHES IT"}${AUDIT_WORDS[verification.audit]}. The snapshot's page and GET /api/v1/system/snapshots/{id} check it again.`,
  ];
  const height = lines.reduce((sum, line) => sum + paper.heightOf(line, CONTENT_WIDTH - 20, { size: 7.5 }) + 4, 14);
  paper.reserve(height);
  paper.box(X, paper.y, CONTENT_WIDTH, height, verification.matches ? INK.ground : INK.warningGround, INK.line);
  let y = paper.y + 8;
  for (const line of lines) {
    y +=
      paper.write(
        line,
        { x: X + 10, y, width: CONTENT_WIDTH - 20 },
        { size: 7.5, color: verification.matches ? INK.muted : INK.danger },
      ) + 4;
  }
  paper.y += height;
}

const AUDIT_WORDS: Readonly<Record<Snapshot["verification"]["audit"], string>> = {
  matches: ", and so did the audit log",
  differs: "; THE AUDIT LOG HOLDS ANOTHER HASH",
  not_found: "; the audit log no longer holds the capture",
};
