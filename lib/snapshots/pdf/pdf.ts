import type { Snapshot } from "../resource.ts";
import { snapshotNumber } from "../wording.ts";
import { drawChart } from "./chart.ts";
import { CONTENT_WIDTH, INK, PAGE, Paper } from "./paper.ts";
import { drawAssurance, drawHead, drawIncidents, drawSections, drawTiles, drawTitle } from "./parts.ts";

const CHART_HEIGHT = 112;

/** The snapshot on A4. The same snapshot gives the same pages; number and hash stand on each. */
export async function pdfOf(snapshot: Snapshot): Promise<Buffer> {
  const number = snapshotNumber(snapshot.tenant.code, snapshot.number);
  const paper = await Paper.create({
    Title: `Tenant snapshot ${number}: ${snapshot.summary.tenant_profile.name}`,
    Author: "Rookery",
    Subject: "Executive tenant summary; cost figures are internal approximations",
    Keywords: `${number} ${snapshot.sha256}`,
    CreationDate: new Date(snapshot.captured_at),
    ModDate: new Date(snapshot.captured_at),
  });
  drawHead(paper, snapshot);
  drawTiles(paper, snapshot);
  drawSections(paper, snapshot);
  drawTrends(paper, snapshot);
  drawIncidents(paper, snapshot);
  drawAssurance(paper, snapshot);
  return paper.finish((sheet, page, pages) => drawFoot(sheet, snapshot, `${page} of ${pages}`));
}

function drawTrends(paper: Paper, { trends }: Snapshot): void {
  const gap = 10;
  const width = (CONTENT_WIDTH - gap) / 2;
  const rows = Math.ceil(trends.series.length / 2);
  paper.reserve(22 + rows * (CHART_HEIGHT + gap));
  drawTitle(paper, "Trends, 30 days", "Bands are ranges; gaps are days that say nothing");
  trends.series.forEach((series, index) => {
    const x = PAGE.margin + (index % 2) * (width + gap);
    const y = paper.y + Math.floor(index / 2) * (CHART_HEIGHT + gap);
    drawChart(paper, series, { x, y, width, height: CHART_HEIGHT });
  });
  paper.y += rows * (CHART_HEIGHT + gap) + 6;
}

function drawFoot(paper: Paper, snapshot: Snapshot, page: string): void {
  const y = PAGE.height - 36;
  paper.rule(y - 6);
  const place = { x: PAGE.margin, y, width: CONTENT_WIDTH };
  const style = { size: 6.5, color: INK.subtle } as const;
  paper.write(`${snapshotNumber(snapshot.tenant.code, snapshot.number)}  ·  SHA-256 ${snapshot.sha256}`, place, style);
  paper.write(page, place, { ...style, align: "right" });
  paper.write(
    "Internal. Approximate costs are internal approximations, non-authoritative.",
    { ...place, y: y + 9 },
    style,
  );
}
