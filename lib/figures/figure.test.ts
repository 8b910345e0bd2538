import { describe, expect, test } from "vitest";
import { type FigureWindow, show } from "./figure.ts";
import { deliveryRate } from "./formulas/deliverability.ts";
import { tenantCount } from "./formulas/platform.ts";
import { FigureSheet } from "./sheet.ts";
import { SOURCE_IDS, type SourceState, type Standings, standingOf } from "./sources.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const EARLIER = new Date("2026-11-21T09:00:00Z");
const window: FigureWindow = { name: "last_30d", start: new Date("2026-10-22T00:00:00Z"), end: NOW };

const standings = (states: Partial<Record<string, SourceState>> = {}): Standings =>
  Object.fromEntries(
    SOURCE_IDS.map((id) => {
      const state = states[id] ?? "fresh";
      return [id, { state, asOf: state === "missing" ? null : id === "esp_events" ? EARLIER : NOW }];
    }),
  ) as unknown as Standings;

const mail = { sent: 1000, delivered: 984, bounced: 16, complained: 0, volumeFloor: 100 };
function sheetOf(states?: Partial<Record<string, SourceState>>, inputs: typeof mail | null = mail) {
  const sheet = new FigureSheet({
    endpoint: "overview",
    subject: null,
    window,
    standings: standings(states),
    readOn: NOW,
  });
  const rate = sheet.text("deliverability.overall_delivery_rate", {
    formula: deliveryRate,
    inputs,
    sources: ["esp_events"],
    rounding: "percent",
    sampleSize: inputs?.sent ?? null,
  });
  const tenants = sheet.count("tenant_metrics.total_tenants", {
    formula: tenantCount,
    inputs: { count: 150 },
    sources: ["platform_database"],
  });
  return { rate, tenants, meta: sheet.meta("backbone_apis"), sheet };
}

describe("decisions §7, §9 honest figures", () => {
  test("the wire, meta.figures and the age come from one figure", () => {
    const { rate, tenants, meta } = sheetOf();
    expect([rate, tenants]).toEqual(["98-99_percent", 150]);
    expect(meta).toMatchObject({
      data_source: "backbone_apis",
      data_quality: "standard",
      last_updated: EARLIER.toISOString(),
    });
    expect(meta.data_sources_limited).toBeUndefined();
    expect(meta.figures?.["deliverability.overall_delivery_rate"]).toEqual({
      figure_id: "overview~last_30d~deliverability.overall_delivery_rate",
      value: "98-99_percent",
      low: 98,
      high: 99,
      unit: "percent",
      source: "esp_events",
      sources: ["esp_events"],
      as_of: EARLIER.toISOString(),
      window: { name: "last_30d", start: "2026-10-22T00:00:00.000Z", end: NOW.toISOString() },
      method: expect.stringContaining("delivered / sent"),
      formula: "delivery_rate@1",
      sample_size: 1000,
      confidence: "medium",
    });
  });

  test("a missing source: null, partial, named, and nothing else is touched", () => {
    const { rate, tenants, meta } = sheetOf({ esp_events: "missing" });
    expect([rate, tenants]).toEqual([null, 150]);
    expect(meta).toMatchObject({
      data_quality: "partial",
      data_sources_limited: ["esp_events"],
      last_updated: NOW.toISOString(),
    });
  });

  test("a source that never had what the figure needs: null, partial, named", () => {
    expect(sheetOf({}, null)).toMatchObject({
      rate: null,
      meta: { data_quality: "partial", data_sources_limited: ["esp_events"] },
    });
  });

  test("an old reading: shown with its age, stale, named, and less sure", () => {
    const { rate, meta } = sheetOf({ esp_events: "stale" });
    expect(rate).toBe("98-99_percent");
    expect(meta).toMatchObject({ data_quality: "stale", data_sources_limited: ["esp_events"] });
    expect(meta.figures?.["deliverability.overall_delivery_rate"]).toMatchObject({
      stale: true,
      as_of: EARLIER.toISOString(),
      confidence: "low",
    });
  });

  test("a source that no figure of the answer needs does not limit it", () => {
    expect(sheetOf({ market: "missing" }).meta.data_quality).toBe("standard");
  });

  test("below the volume floor: insufficient_data, which is no fault of the source", () => {
    const { rate, meta } = sheetOf({}, { ...mail, sent: 99 });
    expect([rate, meta.data_quality]).toEqual(["insufficient_data", "standard"]);
    expect(meta.figures?.["deliverability.overall_delivery_rate"]).toMatchObject({
      low: null,
      high: null,
      reason: "insufficient_data",
    });
  });

  test("a figure computes to itself from what it was made of", () => {
    const { sheet } = sheetOf();
    const made = sheet.find("overview~last_30d~deliverability.overall_delivery_rate");
    const { draft } = made ?? {};
    expect(draft && show(draft.formula.compute(draft.inputs ?? {}), draft.rounding)).toEqual({
      value: made?.figure.value,
      low: 98,
      high: 99,
    });
    expect(sheet.find("overview~last_30d~nothing")).toBeUndefined();
  });
});

test("decisions §8: what a source once said is stale after a while, then no longer there", () => {
  const of = (minutes: number | null) =>
    standingOf(minutes === null ? null : new Date(NOW.getTime() - minutes * 60_000), NOW, {
      staleAfterMinutes: 10,
      missingAfterMinutes: 60,
    }).state;
  expect([of(10), of(11), of(60), of(61), of(null)]).toEqual(["fresh", "stale", "stale", "missing", "missing"]);
});
