import type { Snapshot } from "../resource.ts";
import { dayWords, sourceLabel, TREND_LABELS } from "../wording.ts";
import { INK, type Paper } from "./paper.ts";

type Series = Snapshot["trends"]["series"][number];
type Point = Series["points"][number];

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const HEAD = 26;
const AXIS = 14;
const SCALE = 34;

/** One series as a band between the ends of its ranges, with its scale; days that say nothing are gaps. */
export function drawChart(paper: Paper, series: Series, frame: Frame): void {
  const { x, y, width, height } = frame;
  paper.box(x, y, width, height, "#ffffff", INK.line);
  paper.write(
    TREND_LABELS[series.metric] ?? series.metric,
    { x: x + 10, y: y + 8, width: width - 20 },
    { size: 8.5, font: "bold" },
  );
  const about = `${unitWords(series.unit)} a day, ${sourceLabel(series.source)}`;
  paper.write(about, { x: x + 10, y: y + 8.7, width: width - 20 }, { size: 7, color: INK.subtle, align: "right" });
  const plot = { x: x + SCALE, y: y + HEAD, width: width - SCALE - 12, height: height - HEAD - AXIS - 8 };
  const scale = scaleOf(series.points);
  if (scale === null) {
    paper.write(
      "Nothing known in this window",
      { x: plot.x, y: plot.y + plot.height / 2 - 5, width: plot.width },
      { size: 8, color: INK.subtle },
    );
    return;
  }
  drawScale(paper, plot, scale, series.unit);
  drawBand(paper, plot, scale, series.points);
  const days = { y: plot.y + plot.height + 4, width: plot.width };
  const style = { size: 6.5, color: INK.subtle } as const;
  paper.write(dayWords(series.points[0]?.date ?? null), { x: plot.x, ...days }, style);
  paper.write(dayWords(series.points.at(-1)?.date ?? null), { x: plot.x, ...days }, { ...style, align: "right" });
}

interface Scale {
  readonly min: number;
  readonly max: number;
}

/** Volumes from zero; rates around what they were, since all of them lie close together. */
function scaleOf(points: readonly Point[]): Scale | null {
  const ends = points.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  if (ends.length === 0) {
    return null;
  }
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const isRate = most <= 100 && least > 50;
  const min = isRate ? Math.max(0, Math.floor(least) - 1) : 0;
  const max = isRate ? Math.min(100, Math.ceil(most) + 1) : nice(most);
  return { min, max: max > min ? max : min + 1 };
}

/** The next round number: 1, 2, 2.5 or 5 with zeros. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function drawScale(paper: Paper, { x, y, width, height }: Frame, { min, max }: Scale, unit: string): void {
  for (const share of [0, 0.5, 1]) {
    const at = y + height * (1 - share);
    paper.doc
      .moveTo(x, at)
      .lineTo(x + width, at)
      .lineWidth(0.4)
      .strokeColor(INK.line)
      .stroke();
    const label = short(min + (max - min) * share) + (unit === "percent" ? " %" : "");
    paper.write(
      label,
      { x: x - SCALE + 2, y: at - 4, width: SCALE - 7 },
      { size: 6.5, color: INK.subtle, align: "right" },
    );
  }
}

function drawBand(paper: Paper, { x, y, width, height }: Frame, { min, max }: Scale, points: readonly Point[]): void {
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const yOf = (value: number): number => y + height * (1 - (Math.min(max, Math.max(min, value)) - min) / (max - min));
  const known = points.map(({ low, high }, index) =>
    low === null || high === null ? null : { at: x + index * step, low, high },
  );
  for (const run of runsOf(known)) {
    const [first] = run;
    if (first === undefined) {
      continue;
    }
    const outline = [
      ...run.map(({ at, high }) => [at, yOf(high)] as [number, number]),
      ...run.toReversed().map(({ at, low }) => [at, yOf(low)] as [number, number]),
    ];
    paper.doc
      .polygon(...outline)
      .fillColor(INK.band, 0.9)
      .fill();
    const middle = run.map(({ at, low, high }) => [at, yOf((low + high) / 2)] as const);
    paper.doc.moveTo(first.at, yOf((first.low + first.high) / 2));
    for (const [at, value] of middle) {
      paper.doc.lineTo(at, value);
    }
    paper.doc.lineWidth(1.1).lineJoin("round").strokeColor(INK.primary).stroke();
  }
}

/** Neighbours that are known, each run by itself. */
function runsOf<T>(items: readonly (T | null)[]): T[][] {
  const runs: T[][] = [[]];
  for (const item of items) {
    if (item !== null) {
      runs.at(-1)?.push(item);
    } else if (runs.at(-1)?.length !== 0) {
      runs.push([]);
    }
  }
  return runs.filter((run) => run.length > 0);
}

const unitWords = (unit: string): string =>
  unit === "percent" ? "Percent" : (unit[0] ?? "").toUpperCase() + unit.slice(1);

const SHORT = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const short = (value: number): string => SHORT.format(value);
